"""How the report looks: on a phone, on a screen, in the dark, on paper."""

STYLE = """
:root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#1d2327;--faint:#5c6770;
--rule:#d9dcd6;--one:#0b6e6e;--two:#b4531f}
@media(prefers-color-scheme:dark){:root{--paper:#14181a;--card:#1c2225;--ink:#e8ebe9;
--faint:#a0abb0;--rule:#363f43;--one:#4fc0bb;--two:#f0975f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);line-height:1.55;
font-family:system-ui,"Segoe UI","Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR",
"Noto Sans CJK KR",sans-serif;word-break:keep-all;overflow-wrap:anywhere}
main{max-width:1080px;margin:0 auto;padding:20px 16px 48px}
h1{font-size:1.6rem;margin:0 0 8px}
h2{font-size:1.25rem;margin:36px 0 4px;padding-top:16px;border-top:1px solid var(--rule)}
small,.faint{color:var(--faint);fill:var(--faint)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:0}
dt{color:var(--faint)}dd{margin:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(118px,1fr));gap:8px;
margin:12px 0}
.tiles div,figure,details{background:var(--card);border:1px solid var(--rule);
border-radius:8px}
.tiles div{padding:10px 12px;display:flex;flex-direction:column}
.tiles b{font-size:1.35rem;font-variant-numeric:tabular-nums}
.tiles small{font-size:.78rem;font-variant-numeric:tabular-nums}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));
gap:8px;align-items:start}
figure{margin:0;padding:10px 12px}
figcaption{font-size:.88rem;margin-bottom:6px}
svg{display:block;width:100%;height:auto;font:12px system-ui,sans-serif}
svg .ink{fill:var(--ink)}svg .small{font-size:10.5px}
svg .one{fill:var(--one)}svg .two{fill:var(--two)}
svg .band{stroke:var(--one);stroke-width:3;stroke-linecap:round;opacity:.45}
svg .curve{fill:none;stroke:var(--one);stroke-width:2;stroke-linejoin:round}
svg .grid{stroke:var(--rule);stroke-width:1}svg .dashed{stroke-dasharray:3 4}
svg .bar{stroke:var(--ink);stroke-width:1;stroke-dasharray:4 3}
.legend{margin:2px 0 0;font-size:.82rem;color:var(--faint)}
.legend i{display:inline-block;width:.75em;height:.75em;border-radius:2px;margin:0 3px 0 8px}
.legend .one{background:var(--one)}.legend .two{background:var(--two)}
details{margin:8px 0;padding:0 12px}
summary{cursor:pointer;padding:10px 0;font-weight:600}
summary:focus-visible{outline:2px solid var(--one)}
.wide{overflow-x:auto;padding-bottom:12px}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:5px 10px;text-align:right;vertical-align:top;white-space:nowrap;
border-top:1px solid var(--rule)}
thead th{border:0}
th[scope=row]{text-align:left;position:sticky;left:0;background:var(--card)}
td small{display:block;font-size:.75rem}
ul{list-style:none;margin:0 0 10px;padding:0}
li{padding:7px 0;border-top:1px solid var(--rule)}li p{margin:0}
@media print{details{break-inside:avoid}figure{break-inside:avoid}}
"""
