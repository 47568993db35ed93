"""The works as areas, streams between them, and who answers for what lies there; names are made up."""

from __future__ import annotations

#: stream -> area that it leaves, area that it enters, error of its meter as a share
STREAMS: dict[str, tuple[str, str, float]] = {
    "concentrate": ("", "leach", 0.006),
    "residue": ("leach", "", 0.03),
    "liquor": ("leach", "cascade", 0.008),
    "lace": ("cascade", "", 0.008),
    "seg": ("cascade", "", 0.008),
    "raw": ("cascade", "calciner", 0.007),
    "calcined": ("calciner", "store", 0.006),
    "swarf_oxide": ("", "store", 0.006),
    "to_cells": ("store", "cells", 0.006),
    "to_sale": ("store", "dispatch", 0.006),
    "slag": ("cells", "", 0.03),
    "metal": ("cells", "dispatch", 0.006),
    "metal_out": ("dispatch", "", 0.005),
    "oxide_out": ("dispatch", "", 0.005),
}
CUSTODIANS = {
    "leach": "M. Ostrava",
    "cascade": "J. Teller",
    "calciner": "P. Ahnen",
    "store": "K. Brandt",
    "cells": "L. Sorel",
    "dispatch": "R. Quill",
}
#: area -> what usually lies there, t, and the error of a stock-take, t
STOCKS = {
    "leach": (6.0, 0.15),
    "cascade": (20.0, 0.15),
    "calciner": (1.0, 0.03),
    "store": (4.0, 0.04),
    "cells": (1.0, 0.03),
    "dispatch": (3.0, 0.04),
}
COMPONENTS = ("NdPr", "LaCe")
