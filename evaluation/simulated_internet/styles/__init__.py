"""Seven markup styles, each with its own template, class names, addresses and product marks."""

from evaluation.simulated_internet.styles.drupal import LOCALGOV_DRUPAL
from evaluation.simulated_internet.styles.enterprise import CONTENSIS, GOSS, SHAREPOINT
from evaluation.simulated_internet.styles.jadu import JADU
from evaluation.simulated_internet.styles.lighter import UMBRACO, WORDPRESS
from evaluation.simulated_internet.styles.style import Style

STYLES: dict[str, Style] = {
    style.name: style for style in (JADU, LOCALGOV_DRUPAL, UMBRACO, CONTENSIS, GOSS, WORDPRESS, SHAREPOINT)
}
"""Name -> style."""
