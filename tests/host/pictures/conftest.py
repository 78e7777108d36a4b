"""The fonts that the pictures are drawn with: Debian's packages, as host_tools/README.md says."""

import pytest
from system_packages import need

from fobctl.pictures import fonts


@pytest.fixture(autouse=True)
def _fonts_are_installed():
    need(
        {
            "fonts-unifont xfonts-wqy": len(list(fonts.known())) >= 3,
            "libfribidi0": fonts.shapes(),
        }
    )
