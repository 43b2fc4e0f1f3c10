"""Carries out a command by its handler, which checks it, changes rows and returns facts for the history.

Each module here holds handlers of one subject. What a handler does is described at its command, in
`photoface.library.commands`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from photoface.catalog.decision_sentences import Facts
from photoface.catalog.ledger import Journal
from photoface.library import commands
from photoface.library.handlers import (
    albums,
    assigning,
    circles,
    dates_and_places,
    deciding_conflicts,
    deleting,
    drawing,
    merging,
    naming,
    people,
    person_details,
    photos,
    regrouping,
    relations,
    removing,
    saved_searches,
    splitting,
    stacking,
    strangers,
    suggestions,
    tagging,
    taking_over,
    unmerging,
)

Handler = Callable[[Journal, Any], Facts]

HANDLERS: dict[type[commands.Command], Handler] = {
    commands.NameGroup: naming.name_group,
    commands.NameFaces: naming.name_faces,
    commands.ConfirmFaces: naming.confirm_faces,
    commands.ConfirmGroup: suggestions.confirm_group,
    commands.ConfirmGroups: suggestions.confirm_groups,
    commands.RejectFaces: suggestions.reject_faces,
    commands.RejectGroup: suggestions.reject_group,
    commands.AssignNames: assigning.assign_names,
    commands.RejectName: suggestions.reject_name,
    commands.KeepGroupsApart: suggestions.keep_groups_apart,
    commands.SplitGroup: splitting.split_group,
    commands.SplitPerson: splitting.split_person,
    commands.IgnoreSeenOnce: strangers.ignore_seen_once,
    commands.IgnoreSmaller: strangers.ignore_smaller,
    commands.IgnoreOthersInPhotos: strangers.ignore_others_in_photos,
    commands.MoveFaces: naming.move_faces,
    commands.RemoveFaces: removing.remove_faces,
    commands.IgnoreFaces: removing.ignore_faces,
    commands.IgnoreGroups: removing.ignore_groups,
    commands.MarkNotAFace: removing.mark_not_a_face,
    commands.RestoreFaces: removing.restore_faces,
    commands.MergePeople: merging.merge_people,
    commands.UnmergePeople: unmerging.unmerge_people,
    commands.MergeGroups: merging.merge_groups,
    commands.RenamePerson: people.rename_person,
    commands.DeletePerson: people.delete_person,
    commands.ChooseCover: people.choose_cover,
    commands.ForgetMissingPhotos: photos.forget_missing_photos,
    commands.DeletePhotos: deleting.delete_photos,
    commands.RestorePhotos: deleting.restore_photos,
    commands.RatePhotos: photos.rate_photos,
    commands.SetDates: dates_and_places.set_dates,
    commands.ShiftDates: dates_and_places.shift_dates,
    commands.RemoveDates: dates_and_places.remove_dates,
    commands.SetPlaces: dates_and_places.set_places,
    commands.RemovePlaces: dates_and_places.remove_places,
    commands.TurnPhotos: photos.turn_photos,
    commands.TakeOver: taking_over.take_over,
    commands.SettleConflicts: deciding_conflicts.settle_conflicts,
    commands.MarkInPhotos: photos.mark_in_photos,
    commands.UnmarkInPhotos: photos.unmark_in_photos,
    commands.DescribePerson: person_details.describe_person,
    commands.AddAlias: person_details.add_alias,
    commands.RemoveAlias: person_details.remove_alias,
    commands.SetFavourites: person_details.set_favourites,
    commands.HidePeople: person_details.hide_people,
    commands.ShowPeople: person_details.show_people,
    commands.TagPhotos: tagging.tag_photos,
    commands.UntagPhotos: tagging.untag_photos,
    commands.RenameTag: tagging.rename_tag,
    commands.MergeTags: tagging.merge_tags,
    commands.DeleteTag: tagging.delete_tag,
    commands.DrawFace: drawing.draw_face,
    commands.MoveFaceBox: drawing.move_face_box,
    commands.DeleteFaceBox: drawing.delete_face_box,
    commands.SaveSearch: saved_searches.save_search,
    commands.EditSavedSearch: saved_searches.edit_saved_search,
    commands.DeleteSavedSearch: saved_searches.delete_saved_search,
    commands.ApplyRegroup: regrouping.apply_regroup,
    commands.MakeAlbum: albums.make_album,
    commands.RenameAlbum: albums.rename_album,
    commands.MoveAlbum: albums.move_album,
    commands.DeleteAlbum: albums.delete_album,
    commands.AddToAlbum: albums.add_to_album,
    commands.RemoveFromAlbum: albums.remove_from_album,
    commands.ReorderAlbum: albums.reorder_album,
    commands.ChooseAlbumCover: albums.choose_album_cover,
    commands.PutInCircle: circles.put_in_circle,
    commands.TakeOutOfCircle: circles.take_out_of_circle,
    commands.RenameCircle: circles.rename_circle,
    commands.DeleteCircle: circles.delete_circle,
    commands.RelatePeople: relations.relate_people,
    commands.UnrelatePeople: relations.unrelate_people,
    commands.FavouritePhotos: photos.favourite_photos,
    commands.HidePhotos: photos.hide_photos,
    commands.DescribePhotos: photos.describe_photos,
    commands.StackPhotos: stacking.stack_photos,
    commands.UnstackPhotos: stacking.unstack_photos,
    commands.TakeOutOfStack: stacking.take_out_of_stack,
    commands.PutOnTop: stacking.put_on_top,
}


def handle(journal: Journal, command: commands.Command) -> Facts:
    """Carry a command out inside the journal's transaction; returns the facts for the history.

    Raises:
        UserFacingError: the command cannot be carried out; nothing must be committed then.
    """
    return HANDLERS[type(command)](journal, command)
