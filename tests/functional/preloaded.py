"""What the processes of `edition` import, imported once: each of them is then a fork."""

import commands.edition  # noqa: F401
import edition.build  # noqa: F401
import tests.functional.edition_process  # noqa: F401
