"""The catalog's schema: all tables, as SQLAlchemy classes, in modules by subject.

Photo, face, group and person are four tables. A scan or a grouping never writes the user's own words (`person`,
`rejection`, the `confirmed` column, `decision` and `change`), but for images in `change` that are turned with a photo
(`written_turns`). Ids are never used twice (AUTOINCREMENT), so that an id which the ledger or a window remembers never
refers to another row.
"""

# Foreign keys name tables of other modules, so all of them are loaded with any of them.
from photoface.catalog.tables import (  # noqa: F401
    collections,
    decisions,
    faces,
    file_metadata,
    files,
    people,
    photos,
    settings,
    stacks,
)
