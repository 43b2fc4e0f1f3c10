"""One handler per command: it checks the command, has the catalog change rows, and returns facts for the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from photoface.catalog.decision_sentences import Facts
from photoface.catalog.ledger import Journal
from photoface.library import commands
from photoface.library.handlers import (
    assigning,
    describing,
    drawing,
    merging,
    naming,
    people,
    photos,
    regrouping,
    searching,
    splitting,
    strangers,
    suggested,
    tagging,
    unmerging,
)

Handler = Callable[[Journal, Any, dt.datetime], Facts]

HANDLERS: dict[type[Any], Handler] = {
    commands.NameGroup: naming.name_group,
    commands.NameFaces: naming.name_faces,
    commands.ConfirmFaces: naming.confirm_faces,
    commands.ConfirmGroup: suggested.confirm_group,
    commands.ConfirmGroups: suggested.confirm_groups,
    commands.RejectFaces: suggested.reject_faces,
    commands.RejectGroup: suggested.reject_group,
    commands.KeepGroupsApart: suggested.keep_groups_apart,
    commands.SplitGroup: splitting.split_group,
    commands.SplitPerson: splitting.split_person,
    commands.IgnoreSeenOnce: strangers.ignore_seen_once,
    commands.IgnoreSmaller: strangers.ignore_smaller,
    commands.IgnoreOthersInPhotos: strangers.ignore_others_in_photos,
    commands.MoveFaces: naming.move_faces,
    commands.RemoveFaces: assigning.remove_faces,
    commands.IgnoreFaces: assigning.ignore_faces,
    commands.IgnoreGroups: assigning.ignore_groups,
    commands.MarkNotAFace: assigning.mark_not_a_face,
    commands.RestoreFaces: assigning.restore_faces,
    commands.MergePeople: merging.merge_people,
    commands.UnmergePeople: unmerging.unmerge_people,
    commands.MergeGroups: merging.merge_groups,
    commands.RenamePerson: people.rename_person,
    commands.DeletePerson: people.delete_person,
    commands.ChooseCover: people.choose_cover,
    commands.ForgetMissingPhotos: photos.forget_missing_photos,
    commands.RatePhotos: photos.rate_photos,
    commands.DescribePerson: describing.describe_person,
    commands.AddAlias: describing.add_alias,
    commands.RemoveAlias: describing.remove_alias,
    commands.SetFavourites: describing.set_favourites,
    commands.HidePeople: describing.hide_people,
    commands.ShowPeople: describing.show_people,
    commands.TagPhotos: tagging.tag_photos,
    commands.UntagPhotos: tagging.untag_photos,
    commands.RenameTag: tagging.rename_tag,
    commands.DeleteTag: tagging.delete_tag,
    commands.DrawFace: drawing.draw_face,
    commands.MoveFaceBox: drawing.move_face_box,
    commands.DeleteFaceBox: drawing.delete_face_box,
    commands.SaveSearch: searching.save_search,
    commands.DeleteSavedSearch: searching.delete_saved_search,
    commands.ApplyRegroup: regrouping.apply_regroup,
}


def handle(journal: Journal, command: commands.Command, now: dt.datetime) -> Facts:
    """Carry a command out inside the journal's transaction; returns the facts for the history.

    Raises:
        UserFacingError: the command cannot be carried out; nothing must be committed then.
    """
    return HANDLERS[type(command)](journal, command, now)
