"""Sidecars under both names: whose they are, and which of them counts."""

from __future__ import annotations

from pathlib import Path

import made_photos
import pytest

from photoface.metadata.reading import metadata_sources, read_metadata
from photoface.metadata.sidecars import FolderListing


def packet(**properties: str) -> str:
    found = " ".join(f'{name.replace("_", ":")}="{value}"' for name, value in properties.items())
    return f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">
        <rdf:Description rdf:about="" {found}/></rdf:RDF>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "1.jpg").write_bytes(made_photos.jpeg(packet(dc_title="In the file", xmp_Label="Red").encode()))
    return tmp_path


def title(folder: Path, name: str = "1.jpg") -> str | None:
    return read_metadata(folder / name).title


@pytest.mark.parametrize("name", ["1.jpg.xmp", "1.jpg.XMP", "1.xmp", "1.XMP", "1.Xmp"])
def test_a_sidecar_comes_before_the_file_for_each_field(name: str, folder: Path) -> None:
    (folder / name).write_text(packet(dc_title="Beside"))
    found = read_metadata(folder / "1.jpg")
    assert (found.title, found.label) == ("Beside", "Red")


def test_the_one_with_the_whole_name_comes_first(folder: Path) -> None:
    (folder / "1.xmp").write_text(packet(dc_title="By stem", xmp_Rating="2", dc_description="By stem"))
    (folder / "1.jpg.xmp").write_text(packet(dc_title="Own", xmp_Rating="4"))
    found = read_metadata(folder / "1.jpg")
    assert (found.title, found.rating, found.caption, found.label) == ("Own", 4, "By stem", "Red")
    assert [source.path.name for source in metadata_sources(folder / "1.jpg")] == ["1.jpg.xmp", "1.xmp", "1.jpg"]


def test_a_raw_file_claims_the_one_by_stem(folder: Path) -> None:
    (folder / "1.CR2").write_bytes(b"II*\0")
    (folder / "1.xmp").write_text(packet(dc_title="Of the raw file"))
    assert title(folder) == "In the file"
    assert title(folder, "1.CR2") == "Of the raw file"


@pytest.mark.parametrize("said", ["jpg", "JPG", ".jpg"])
def test_a_sidecar_may_say_which_photo_it_is_about(said: str, folder: Path) -> None:
    (folder / "1.CR2").write_bytes(b"II*\0")
    (folder / "1.xmp").write_text(packet(dc_title="Of the JPEG", photoshop_SidecarForExtension=said))
    assert title(folder) == "Of the JPEG"
    assert title(folder, "1.CR2") is None


def test_a_suffix_of_no_photo_there_says_nothing(folder: Path) -> None:
    (folder / "1.xmp").write_text(packet(dc_title="Beside", photoshop_SidecarForExtension="NEF"))
    assert title(folder) == "Beside"


def test_what_may_be_about_several_photos_is_left_out_and_said(folder: Path) -> None:
    (folder / "1.png").write_bytes(made_photos.encoded("PNG"))
    (folder / "1.xmp").write_text(packet(dc_title="Of one of both"))
    found = read_metadata(folder / "1.jpg")
    assert found.title == "In the file"
    assert found.remarks == ("1.xmp may be about 1.jpg or 1.png, and does not say which; it was left out.",)


def test_the_sidecar_of_another_photo(folder: Path) -> None:
    (folder / "1.jpg.png").write_bytes(made_photos.encoded("PNG"))
    (folder / "1.jpg.xmp").write_text(packet(dc_title="Of the JPEG"))
    (folder / "2.xmp").write_text(packet(dc_title="Of another"))
    assert title(folder, "1.jpg.png") is None
    assert title(folder) == "Of the JPEG"


def test_a_broken_sidecar_is_said_and_the_file_is_read(folder: Path) -> None:
    (folder / "1.jpg.xmp").write_text("<broken")
    found = read_metadata(folder / "1.jpg")
    assert found.title == "In the file"
    (remark,) = found.remarks
    assert remark.startswith("The XMP of 1.jpg.xmp cannot be read: ")


def test_a_listing_serves_all_photos_of_a_folder(folder: Path) -> None:
    (folder / "1.jpg.xmp").write_text(packet(dc_title="Beside"))
    listing = FolderListing.of_folder(folder)
    assert read_metadata(folder / "1.jpg", listing).title == "Beside"
