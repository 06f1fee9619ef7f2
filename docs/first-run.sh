#!/bin/sh
# What `make run` does after it has installed: the main job, once, on the sample folder.
set -eu
bot=.venv/bin/supportbot

printf '\n1. Indexing the sample folder, knowledge/\n\n'
"$bot" index

ask() {
    printf '\n%s\n\n' "$1"
    printf '   supportbot ask "%s"\n\n' "$2"
    "$bot" ask "$2"
}
ask '2. A question in Korean' '연차는 며칠까지 이월할 수 있나요?'
ask '3. A question in English' 'How many days a week may I work remotely?'

cat <<'TEXT'

What to do next
  Open the chat page       make serve, then http://127.0.0.1:8080
  Ask something yourself   .venv/bin/supportbot ask "…"
  Use your own documents   put them into knowledge/ (or any folder: --knowledge DIR), then
                           .venv/bin/supportbot index; docs/knowledge-files.md has the formats
  Check every part         .venv/bin/supportbot doctor
  Read on                  README.md
TEXT
