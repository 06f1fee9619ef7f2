"""How a Qdrant server keeps small vectors, and is asked for the nearest among them."""

from __future__ import annotations

from qdrant_client.http import models

from bot.domain.recipe import Quantization

_QUANTILE = 0.99
# So many times what is asked for is found among small vectors, and ranked by whole ones.
_MORE = {Quantization.SCALAR: 2.0, Quantization.BINARY: 4.0}


def small_vectors(
    quantization: Quantization,
) -> models.ScalarQuantization | models.BinaryQuantization | None:
    """What a new collection is told; None keeps whole vectors alone."""
    match quantization:
        case Quantization.SCALAR:
            scalar = models.ScalarQuantizationConfig(
                type=models.ScalarType.INT8, quantile=_QUANTILE, always_ram=True
            )
            return models.ScalarQuantization(scalar=scalar)
        case Quantization.BINARY:
            # As in the embedded engine, which says why.
            binary = models.BinaryQuantizationConfig(
                encoding=models.BinaryQuantizationEncoding.TWO_BITS,
                query_encoding=models.BinaryQuantizationQueryEncoding.SCALAR8BITS,
                always_ram=True,
            )
            return models.BinaryQuantization(binary=binary)
    return None


def rescored(quantization: Quantization) -> models.SearchParams | None:
    """How the dense arm is searched: whole vectors have the last word, and its score."""
    more = _MORE.get(quantization)
    if more is None:
        return None
    how = models.QuantizationSearchParams(rescore=True, oversampling=more)
    return models.SearchParams(quantization=how)


def whole_on_disk(quantization: Quantization) -> bool | None:
    """Beside small vectors the whole ones stay on disk: few are looked at."""
    return None if quantization is Quantization.NONE else True
