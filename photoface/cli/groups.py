"""`photoface groups`, `group` and `regroup`: list the unnamed groups, show one, and propose or apply a new grouping."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli import cluster
from photoface.cli.arguments import LARGEST_NUMBER
from photoface.cli.context import JsonOption, current, opened, print_faces
from photoface.cli.jobs import kept_when_stopped, run_job
from photoface.errors import UserFacingError
from photoface.formatting import counted, listed

if TYPE_CHECKING:
    from photoface.library.regroup_proposal import Pile, RegroupChange, RegroupProposal

GROUPS_SHOWN = 50
"""Groups listed by default; the largest come first."""

CHANGES_SHOWN = 40
"""Changes of a proposal that are listed; the largest come first."""


class Method(enum.StrEnum):
    """Ways of grouping."""

    AVERAGE_LINKAGE = "average-linkage"
    HDBSCAN = "hdbscan"
    K_MEANS = "k-means"


def groups(
    limit: Annotated[
        int | None, typer.Option(min=1, max=LARGEST_NUMBER, help=f"How many at most; {GROUPS_SHOWN} unless in JSON.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Faces that look like one person who has no name yet, largest group first."""
    output = current().output
    with opened() as library:
        total = library.overview().groups
        found = library.groups.all(limit if limit is not None or as_json else GROUPS_SHOWN)
        if as_json:
            output.json(
                [
                    {"id": one.id, "faces": one.faces, "photos": one.photos, "cover_faces": list(one.cover_face_ids)}
                    for one in found
                ]
            )
            return
        if not found:
            output.note("No group waits for a name.")
            return
        covers = {face.id: face for face in library.faces.summaries([one.cover_face_ids[0] for one in found])}
        paths = {one.id: library.photos.detail(covers[one.cover_face_ids[0]].photo_id).path for one in found}
    output.table(
        ("Group", "Faces", "Photos", "Best seen in"),
        [(str(one.id), one.faces, one.photos, str(paths[one.id] or "")) for one in found],
    )
    if total > len(found):
        output.note(f"{total - len(found):,} more; `--limit {total}` shows all.")
    output.note("`photoface group ID` shows its photos; `photoface name ID NAME` names it.")


def group(
    group_id: Annotated[int, typer.Argument(metavar="ID", max=LARGEST_NUMBER)], as_json: JsonOption = False
) -> None:
    """The faces of one group, best first."""
    with opened() as library:
        ids = library.groups.face_ids(group_id)
        if not ids:
            raise UserFacingError(f"There is no group {group_id}.", "`photoface groups` lists those there are.")
        print_faces(library, ids, as_json=as_json)


def regroup(
    method: Annotated[
        Method | None, typer.Option(help="How to group, now and from now on.", show_default=False)
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Carry out what is proposed; `photoface undo` takes it back.")
    ] = False,
    workers: cluster.WorkersOption = None,
    scheduler: cluster.SchedulerOption = None,
    certificates: cluster.CertificatesOption = None,
    resources: cluster.ResourcesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what would change if all unnamed faces were grouped again. Nothing changes without --apply.

    Names, and what you confirmed, merged, split or ignored, stay in any case.
    """
    from photoface.library.commands.groups import ApplyRegroup

    output = current().output
    helpers = cluster.chosen(workers, scheduler, certificates, (), resources or ())
    with opened() as library:
        if method is not None:
            library.set_setting("grouping", method.value)
        with kept_when_stopped(output, "The groups are as they were."):
            proposal = run_job(output, partial(library.jobs.propose_regroup, cluster=helpers))
        names = {person.id: person.name for person in library.people.all("name")}
        outcome = library.execute(ApplyRegroup(proposal.changes)) if apply and proposal.changes else None
        groups_now = library.overview().groups
    if as_json:
        output.json(_as_values(proposal, names, applied=outcome is not None))
        return
    if not proposal.changes:
        output.line("Grouping again would change nothing.")
        return
    if outcome is not None:
        output.line(f"{outcome.summary}.")
        output.note(f"There are {counted(groups_now, 'unnamed group')} now.")
        return
    output.line(f"{proposal.sentence()}.")
    rows = [(_words(change, names), len(change.moving)) for change in proposal.changes[:CHANGES_SHOWN]]
    output.table(("Change", "Faces that move"), rows)
    if len(proposal.changes) > len(rows):
        output.note(f"{counted(len(proposal.changes) - len(rows), 'smaller change')} more.")
    output.note("`photoface regroup --apply` carries this out; `photoface undo` takes it back.")


def _words(change: RegroupChange, names: Mapping[int, str]) -> str:
    """A change in one line: `Groups 3 and 8 join: 12 faces`."""
    from photoface.library.regroup_proposal import ChangeKind

    groups = [f"{pile.group_id}" for pile in change.before]
    subject = f"Group{'s' if len(groups) > 1 else ''} {listed(groups)}"
    after = [len(pile.face_ids) for pile in change.after if pile.person_id is None]
    sizes = listed([f"{size:,}" for size in after])
    match change.kind:
        case ChangeKind.JOIN:
            return f"{subject} join: {counted(after[0], 'face')}"
        case ChangeKind.SPLIT:
            return f"{subject} splits into {sizes} faces"
        case ChangeKind.MIX:
            return f"{subject} exchange faces: {sizes} faces"
        case ChangeKind.GATHER:
            return f"A new group of {counted(after[0], 'face')}"
        case ChangeKind.GROW:
            return f"{subject} grows to {counted(after[0], 'face')}"
        case ChangeKind.SHRINK:
            return f"{subject} shrinks to {counted(after[0], 'face')}" if after else f"{subject} comes apart"
        case ChangeKind.NAME:
            people = [
                f"{counted(len(pile.face_ids), 'face')} to {names.get(pile.person_id, '')}"
                for pile in change.after
                if pile.person_id is not None
            ]
            return f"{f'{subject}: ' if groups else ''}{listed(people)}"


def _as_values(proposal: RegroupProposal, names: Mapping[int, str], *, applied: bool) -> dict[str, Any]:
    return {
        "faces_looked_at": proposal.faces,
        "faces_moving": proposal.moving,
        "confirmed_touched": proposal.confirmed_touched,
        "applied": applied,
        "changes": [
            {
                "kind": change.kind.value,
                "before": [_pile(pile, names) for pile in change.before],
                "after": [_pile(pile, names) for pile in change.after],
                "gained_faces": list(change.gained),
                "lost_faces": list(change.lost),
            }
            for change in proposal.changes
        ],
    }


def _pile(pile: Pile, names: Mapping[int, str]) -> dict[str, Any]:
    person = None if pile.person_id is None else names.get(pile.person_id)
    return {"group": pile.group_id, "person": person, "faces": list(pile.face_ids)}
