"""No file of the project names a place that only one machine has: a package registry's host, or a folder of somebody's disk."""
import re

# In two halves, so that this file does not name them either.
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.", "deb." + "debian.org", "archive." + "ubuntu.com", "ana" + "conda.org"]
FOLDERS = ["work", "root", "home", "Users"]
# A folder at the top of a disk: what stands before it is no part of a longer path or address.
FORBIDDEN = re.compile("|".join(map(re.escape, HOSTS)) + r"|(?<![\w./~:-])/(?:" + "|".join(FOLDERS) + ")/", re.IGNORECASE)


def test_no_file_names_a_registry_or_a_machine(root, project_files):
    found = []
    for path in project_files:
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a workbook
        for number, line in enumerate(text.splitlines(), start=1):
            found += [f"{path.relative_to(root)}:{number}: {match[0]}" for match in FORBIDDEN.finditer(line)]
    assert not found, "names what only one machine or one registry has:\n" + "\n".join(found)


def test_what_is_forbidden_is_seen():
    for bad in ["https://" + "pypi" + ".org/simple", "cd /" + "work/main", "'/" + "root/.cache'", "(/" + "home/ann/x.csv)"]:
        assert FORBIDDEN.search(bad), bad
    for good in ["pages/home/x", "http://127.0.0.1:8501/home/", "../work/", "framework/home/", "/usr/bin/chromium", "work/hours"]:
        assert not FORBIDDEN.search(good), good
