"""The names of months in five languages, with their numbers: to find dates in searches, files' and folders' names."""

from __future__ import annotations

from typing import Final

_MONTHS: Final = (
    "january jan januar janner jaenner janvier janv enero ene gennaio",
    "february feb februar feber fevrier fevr febrero febbraio",
    "march mar marz maerz mrz mars marzo",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio",
    "june jun juni juin junio giugno",
    "july jul juli juillet juil julio luglio",
    "august aug aout agosto ago",
    "september sep sept septembre septiembre settembre",
    "october oct oktober okt octobre octubre ottobre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic dicembre",
)
"""In English, German, French, Spanish and Italian, without accents."""

MONTH_OF_NAME: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
