"""Seven markup styles, each with its own template, class names, addresses and product marks."""

from tests.simnet.styles.drupal import LOCALGOV_DRUPAL
from tests.simnet.styles.enterprise import CONTENSIS, GOSS, SHAREPOINT
from tests.simnet.styles.jadu import JADU
from tests.simnet.styles.lighter import UMBRACO, WORDPRESS
from tests.simnet.styles.style import Style

STYLES: dict[str, Style] = {
    style.name: style for style in (JADU, LOCALGOV_DRUPAL, UMBRACO, CONTENSIS, GOSS, WORDPRESS, SHAREPOINT)
}
"""Name -> style."""
