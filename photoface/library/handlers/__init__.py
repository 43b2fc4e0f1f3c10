"""Carries out a command by its handler, which checks it, changes rows and returns facts for the history.

Each module here holds handlers of one subject. What a handler does is described at its command, in
`photoface.library.commands`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from photoface.catalog.decision_sentences import Facts
from photoface.catalog.ledger import Journal
from photoface.library.commands import collections as collection_commands
from photoface.library.commands import faces as face_commands
from photoface.library.commands import groups as group_commands
from photoface.library.commands import people as people_commands
from photoface.library.commands import photos as photo_commands
from photoface.library.commands import strangers as stranger_commands
from photoface.library.commands import takeover as takeover_commands
from photoface.library.commands.command import Command
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

HANDLERS: dict[type[Command], Handler] = {
    group_commands.NameGroup: naming.name_group,
    face_commands.NameFaces: naming.name_faces,
    face_commands.ConfirmFaces: naming.confirm_faces,
    group_commands.ConfirmGroup: suggestions.confirm_group,
    group_commands.ConfirmGroups: suggestions.confirm_groups,
    face_commands.RejectFaces: suggestions.reject_faces,
    group_commands.RejectGroup: suggestions.reject_group,
    face_commands.AssignNames: assigning.assign_names,
    face_commands.ConfirmNames: assigning.confirm_names,
    face_commands.RejectName: suggestions.reject_name,
    group_commands.KeepGroupsApart: suggestions.keep_groups_apart,
    group_commands.SplitGroup: splitting.split_group,
    people_commands.SplitPerson: splitting.split_person,
    stranger_commands.IgnoreSeenOnce: strangers.ignore_seen_once,
    stranger_commands.IgnoreSmaller: strangers.ignore_smaller,
    stranger_commands.IgnoreOthersInPhotos: strangers.ignore_others_in_photos,
    face_commands.MoveFaces: naming.move_faces,
    face_commands.RemoveFaces: removing.remove_faces,
    stranger_commands.IgnoreFaces: removing.ignore_faces,
    stranger_commands.IgnoreGroups: removing.ignore_groups,
    stranger_commands.MarkNotAFace: removing.mark_not_a_face,
    stranger_commands.RestoreFaces: removing.restore_faces,
    people_commands.MergePeople: merging.merge_people,
    people_commands.UnmergePeople: unmerging.unmerge_people,
    group_commands.MergeGroups: merging.merge_groups,
    people_commands.RenamePerson: people.rename_person,
    people_commands.DeletePerson: people.delete_person,
    people_commands.ChooseCover: people.choose_cover,
    photo_commands.ForgetMissingPhotos: photos.forget_missing_photos,
    photo_commands.DeletePhotos: deleting.delete_photos,
    photo_commands.DeleteFiles: deleting.delete_files,
    photo_commands.RestoreFiles: deleting.restore_files,
    photo_commands.RestorePhotos: deleting.restore_photos,
    photo_commands.RatePhotos: photos.rate_photos,
    photo_commands.SetDates: dates_and_places.set_dates,
    photo_commands.ShiftDates: dates_and_places.shift_dates,
    photo_commands.RemoveDates: dates_and_places.remove_dates,
    photo_commands.SetPlaces: dates_and_places.set_places,
    photo_commands.RemovePlaces: dates_and_places.remove_places,
    photo_commands.TurnPhotos: photos.turn_photos,
    takeover_commands.TakeOver: taking_over.take_over,
    takeover_commands.SettleConflicts: deciding_conflicts.settle_conflicts,
    photo_commands.MarkInPhotos: photos.mark_in_photos,
    photo_commands.UnmarkInPhotos: photos.unmark_in_photos,
    people_commands.DescribePerson: person_details.describe_person,
    people_commands.AddAlias: person_details.add_alias,
    people_commands.RemoveAlias: person_details.remove_alias,
    people_commands.SetFavourites: person_details.set_favourites,
    people_commands.HidePeople: person_details.hide_people,
    people_commands.ShowPeople: person_details.show_people,
    collection_commands.TagPhotos: tagging.tag_photos,
    collection_commands.UntagPhotos: tagging.untag_photos,
    collection_commands.RenameTag: tagging.rename_tag,
    collection_commands.MergeTags: tagging.merge_tags,
    collection_commands.DeleteTag: tagging.delete_tag,
    face_commands.DrawFace: drawing.draw_face,
    face_commands.MoveFaceBox: drawing.move_face_box,
    face_commands.DeleteFaceBox: drawing.delete_face_box,
    collection_commands.SaveSearch: saved_searches.save_search,
    collection_commands.EditSavedSearch: saved_searches.edit_saved_search,
    collection_commands.DeleteSavedSearch: saved_searches.delete_saved_search,
    group_commands.ApplyRegroup: regrouping.apply_regroup,
    collection_commands.MakeAlbum: albums.make_album,
    collection_commands.RenameAlbum: albums.rename_album,
    collection_commands.MoveAlbum: albums.move_album,
    collection_commands.DeleteAlbum: albums.delete_album,
    collection_commands.AddToAlbum: albums.add_to_album,
    collection_commands.RemoveFromAlbum: albums.remove_from_album,
    collection_commands.ReorderAlbum: albums.reorder_album,
    collection_commands.ChooseAlbumCover: albums.choose_album_cover,
    people_commands.PutInCircle: circles.put_in_circle,
    people_commands.TakeOutOfCircle: circles.take_out_of_circle,
    people_commands.RenameCircle: circles.rename_circle,
    people_commands.DeleteCircle: circles.delete_circle,
    people_commands.RelatePeople: relations.relate_people,
    people_commands.UnrelatePeople: relations.unrelate_people,
    photo_commands.FavouritePhotos: photos.favourite_photos,
    photo_commands.HidePhotos: photos.hide_photos,
    photo_commands.DescribePhotos: photos.describe_photos,
    photo_commands.StackPhotos: stacking.stack_photos,
    photo_commands.UnstackPhotos: stacking.unstack_photos,
    photo_commands.TakeOutOfStack: stacking.take_out_of_stack,
    photo_commands.PutOnTop: stacking.put_on_top,
}


def handle(journal: Journal, command: Command) -> Facts:
    """Carry a command out inside the journal's transaction; returns the facts for the history.

    Raises:
        UserFacingError: the command cannot be carried out; nothing must be committed then.
    """
    return HANDLERS[type(command)](journal, command)
