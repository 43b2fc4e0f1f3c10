"""Dates that people wrote into names of files and folders."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoface.imaging.date_kinds import DatePrecision
from photoface.imaging.date_proposals import propose_dates

TODAY = date(2026, 6, 1)
SECOND, DAY, MONTH, YEAR = DatePrecision.SECOND, DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.YEAR


@pytest.mark.parametrize(
    ("path", "moment", "precision"),
    [
        ("IMG_20190812_153000.jpg", datetime(2019, 8, 12, 15, 30), SECOND),
        ("WhatsApp Image 2019-08-12 at 15.30.00.jpeg", datetime(2019, 8, 12, 15, 30), SECOND),
        ("IMG-20190812-WA0003.jpg", datetime(2019, 8, 12), DAY),
        ("Strand 12.8.2019.jpg", datetime(2019, 8, 12), DAY),
        ("12. August 2019 Strand.jpg", datetime(2019, 8, 12), DAY),
        ("Omas Geburtstag 3. März 1985/DSC_0001.jpg", datetime(1985, 3, 3), DAY),
        ("12 août 2019.jpg", datetime(2019, 8, 12), DAY),
        ("1er janvier/12 de agosto de 2019/a.jpg", datetime(2019, 8, 12), DAY),
        ("Aug 12th, 2019.jpg", datetime(2019, 8, 12), DAY),
        ("2019-8-5 trip/a.jpg", datetime(2019, 8, 5), DAY),
        ("Taufe 12.8.85.jpg", datetime(1985, 8, 12), DAY),
        ("Fest 31-12-1999.jpg", datetime(1999, 12, 31), DAY),
        ("2019-08 Sommer/DSC_0001.jpg", datetime(2019, 8, 1), MONTH),
        ("201908/DSC_0001.jpg", datetime(2019, 8, 1), MONTH),
        ("08.2019/a.jpg", datetime(2019, 8, 1), MONTH),
        ("Jänner 1985/a.jpg", datetime(1985, 1, 1), MONTH),
        ("février_2003/a.jpg", datetime(2003, 2, 1), MONTH),
        ("Vacaciones de agosto de 2004/a.jpg", datetime(2004, 8, 1), MONTH),
        ("2019 Dezember/a.jpg", datetime(2019, 12, 1), MONTH),
        ("2019/08/DSC_0001.jpg", datetime(2019, 8, 1), MONTH),
        ("2019/August/DSC_0001.jpg", datetime(2019, 8, 1), MONTH),
        ("2019/08-12 Strand/DSC_0001.jpg", datetime(2019, 8, 12), DAY),
        ("2019/08/12/DSC_0001.jpg", datetime(2019, 8, 12), DAY),
        ("Scan 1985.jpg", datetime(1985, 1, 1), YEAR),
        ("Sommer '85/a.jpg", datetime(1985, 1, 1), YEAR),
        ("Sommer 2019/a.jpg", datetime(2019, 1, 1), YEAR),
        ("Bilder_1999_Italien/a.jpg", datetime(1999, 1, 1), YEAR),
        ("Fest 05-06-2007.jpg", datetime(2007, 1, 1), YEAR),
    ],
)
def test_the_likeliest_date(path: str, moment: datetime, precision: DatePrecision) -> None:
    best = propose_dates(path, TODAY)[0]
    assert (best.moment, best.precision) == (moment, precision)


@pytest.mark.parametrize(
    "path",
    [
        "IMG_1985.JPG",
        "DSC_2011.jpg",
        "DSCN1999.jpg",
        "P1980.jpg",
        "Wallpaper 1920x1080.jpg",
        "Holidays 1985-1990/a.jpg",
        "1985-87/a.jpg",
        "a.jpg",
        "may be.jpg",
        "Mars/mare.jpg",
        "Version 2.2019.5/a.jpg",
        "tel 0664 20191234567.jpg",
        "31.02./a.jpg",
        "Plan 2031/a.jpg",
        "Room 1750.jpg",
        "",
    ],
)
def test_no_date_is_made_up(path: str) -> None:
    assert propose_dates(path, TODAY) == []


def test_all_dates_are_proposed_the_most_precise_and_nearest_first() -> None:
    proposals = propose_dates("1985/Oma Mai 1985/Taufe 1985-05-12.jpg", TODAY)
    assert [(proposal.moment, proposal.precision, proposal.name) for proposal in proposals] == [
        (datetime(1985, 5, 12), DAY, "Taufe 1985-05-12.jpg"),
        (datetime(1985, 5, 1), MONTH, "Oma Mai 1985"),
        (datetime(1985, 1, 1), YEAR, "1985"),
    ]


def test_the_day_of_a_scan_comes_after_what_the_folder_says() -> None:
    proposals = propose_dates("Oma 1985/Scan_20191130.jpg", TODAY)
    assert [(proposal.moment.year, proposal.precision) for proposal in proposals] == [(1985, YEAR), (2019, DAY)]


def test_what_has_not_been_yet_is_not_proposed() -> None:
    assert propose_dates("2026-06-02.jpg", TODAY) == []
    assert len(propose_dates("2026-06-01.jpg", TODAY)) == 1
    assert propose_dates("Taufe 1.1.27.jpg", TODAY)[0].moment == datetime(1927, 1, 1)


NAME_PARTS = st.sampled_from(
    ["2019", "1985", "12", "08", "31", "2", "29", ".", "-", "_", " ", "/", "'", "März", "aug", "IMG", "Scan"]
)


@given(st.lists(NAME_PARTS, max_size=8).map("".join) | st.text(max_size=20))
def test_any_name_gives_dates_that_may_be_or_none(path: str) -> None:
    for proposal in propose_dates(path, TODAY):
        assert 1826 <= proposal.moment.year <= TODAY.year
        assert proposal.moment.date() <= TODAY
        assert proposal.name in path
