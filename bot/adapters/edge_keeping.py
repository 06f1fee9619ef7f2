"""How a shard of the Qdrant engine keeps vectors, and how it is asked for the nearest."""

from __future__ import annotations

from dataclasses import dataclass

from qdrant_edge import (
    BinaryQuantizationConfig,
    BinaryQuantizationEncoding,
    BinaryQuantizationQueryEncoding,
    Distance,
    EdgeConfig,
    EdgeOptimizersConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    EdgeVectorParams,
    HnswIndexConfig,
    Memory,
    Modifier,
    QuantizationSearchParams,
    ScalarQuantizationConfig,
    ScalarType,
    SearchParams,
)

from bot.domain.recipe import Quantization

DENSE, SPARSE, AUDIENCE = "dense", "bm25", "audience"

_NEVER = 10**9
_WORTH_IT = 10_000  # KiB of vectors in one segment; below, small vectors save nothing
_LINKS, _CANDIDATES = 16, 100  # of the graph, as the engine has them by default
_QUANTILE = 0.99
_SHARE = 8
# So many times what is asked for is found among small vectors, and ranked by whole ones.
_MORE = {Quantization.SCALAR: 2.0, Quantization.BINARY: 4.0}


@dataclass(frozen=True, slots=True)
class Keeping:
    """How vectors are kept beside their whole selves, from `worth_it` KiB in a segment on.

    Without `has_graph` every point is compared, so that only the rounding of small vectors
    can cost a neighbour. A graph is quicker, misses some, and takes minutes to build.
    """

    quantization: Quantization = Quantization.NONE
    has_graph: bool = False
    worth_it: int = _WORTH_IT

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing but whole vectors."""
        return self.quantization is Quantization.NONE and not self.has_graph

    @property
    def params(self) -> SearchParams | None:
        """How the dense arm is searched: whole vectors have the last word, and its score."""
        more = _MORE.get(self.quantization)
        if more is None:
            return None
        return SearchParams(
            quantization=QuantizationSearchParams(rescore=True, oversampling=more)
        )

    def config(self, dimensions: int) -> EdgeConfig:
        """Of a new shard."""
        small = self.quantization is not Quantization.NONE
        dense = EdgeVectorParams(
            size=dimensions,
            distance=Distance.Cosine,
            # Beside small vectors the whole ones stay on disk: few are looked at.
            memory=Memory.Cold if small else None,
            quantization_config=self._small(),
            hnsw_config=None if self.is_plain else self._graph(),
        )
        return EdgeConfig(
            vectors={DENSE: dense},
            sparse_vectors={SPARSE: EdgeSparseVectorParams(modifier=Modifier.Idf)},
            optimizers=self._optimizers(),
        )

    def is_ripe(self, shard: EdgeShard) -> bool:
        """Whether an eighth of the points or more wait to be made small.

        So a long index run makes each small vector eight times on average, which is little
        beside embedding its text once.
        """
        if self.is_plain:
            return False
        told = shard.info()
        # Of each point the sparse vector is counted at once, the dense one when it is small.
        waiting = 2 * told.points_count - told.indexed_vectors_count
        return _SHARE * waiting >= told.points_count

    def _small(self) -> ScalarQuantizationConfig | BinaryQuantizationConfig | None:
        match self.quantization:
            case Quantization.SCALAR:
                return ScalarQuantizationConfig(
                    ScalarType.Int8, quantile=_QUANTILE, memory=Memory.Pinned
                )
            case Quantization.BINARY:
                # With one bit, and as coarse a question, every third neighbour is missed
                # where all vectors share a direction, as those of the local embedder do.
                return BinaryQuantizationConfig(
                    encoding=BinaryQuantizationEncoding.TwoBits,
                    query_encoding=BinaryQuantizationQueryEncoding.Scalar8Bits,
                    memory=Memory.Pinned,
                )
        return None

    def _graph(self) -> HnswIndexConfig:
        links = _LINKS if self.has_graph else 0
        return HnswIndexConfig(links, _CANDIDATES, full_scan_threshold=self.worth_it)

    def _optimizers(self) -> EdgeOptimizersConfig:
        if self.is_plain:
            return EdgeOptimizersConfig(indexing_threshold=_NEVER)
        return EdgeOptimizersConfig(indexing_threshold=self.worth_it, default_segment_number=1)


PLAIN = Keeping()
"""Whole vectors, each compared with the question: quick enough for long, and exact."""
