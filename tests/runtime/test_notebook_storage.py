"""Databricks' paths in a notebook: mounts, volumes, addresses of storage accounts, and what dbutils.fs does there."""

import json

import pytest

ADDRESS = "abfss://raw@data.dfs.core.windows.net"


def test_addresses_lead_to_the_containers_of_their_account(azure):
    """pandas, dbutils.fs and mounts see the same file, whichever of its addresses they are given."""
    (azure.container("raw") / "in.csv").write_text("a\n1\n", encoding="utf-8")
    source = f"""
import json
import pandas as pd

table = pd.read_csv("{ADDRESS}/in.csv")
dbutils.fs.mkdirs("{ADDRESS}/new")
table.to_parquet("{ADDRESS}/new/t.parquet")
dbutils.notebook.exit(json.dumps([
    len(pd.read_parquet("/dbfs/mnt/raw/new/t.parquet")),
    [entry.path for entry in dbutils.fs.ls("wasbs://raw@data.blob.core.windows.net/")],
    dbutils.fs.head("/mnt/raw/in.csv"),
]))
"""
    wasbs = "wasbs://raw@data.blob.core.windows.net"
    assert json.loads(azure.notebook(source).exit_value) == [1, [f"{wasbs}/in.csv", f"{wasbs}/new/"], "a\n1\n"]
    assert (azure.container("raw") / "new" / "t.parquet").exists()


def test_volumes_are_there_for_files_and_for_dbutils(azure):
    """Every volume exists; what is written to it is there for the next notebook; a mount may show one."""
    azure.settings["mounts"] = {"/Volumes/main/sales/raw": azure.container("raw")}
    source = (
        "open('/Volumes/main/sales/raw/a.txt', 'w').write('a')\n"
        "open('/Volumes/main/sales/other/b.txt', 'w').write('b')\n"
        "import os\n"
        "dbutils.notebook.exit(dbutils.fs.head('dbfs:/Volumes/main/sales/other/b.txt') + "
        "''.join(os.listdir('/Volumes/main/sales')))"
    )
    assert sorted(azure.notebook(source).exit_value) == sorted("botherraw")
    assert (azure.container("raw") / "a.txt").read_text(encoding="utf-8") == "a"


def test_a_container_can_be_mounted(azure):
    """As setup notebooks do: mount what isn't, list, refuse twice, unmount."""
    source = f"""
import json
if not any(mount.mountPoint == "/mnt/new" for mount in dbutils.fs.mounts()):
    dbutils.fs.mount(source="{ADDRESS}/", mount_point="/mnt/new/", extra_configs={{"fs.azure.account.key": "k"}})
dbutils.fs.put("/mnt/new/x.txt", "x")
try:
    dbutils.fs.mount("{ADDRESS}", "/mnt/new")
except Exception as error:
    told = str(error)
mounts = [mount.mountPoint for mount in dbutils.fs.mounts()]
dbutils.fs.unmount("/mnt/new")
dbutils.notebook.exit(json.dumps([told, mounts, dbutils.fs.refreshMounts(), dbutils.fs.mounts()[0].source]))
"""
    prepared = "abfss://prepared@data.dfs.core.windows.net/"
    assert json.loads(azure.notebook(source).exit_value) == [
        "Directory already mounted: /mnt/new", ["/mnt/new", "/mnt/prepared", "/mnt/raw"], True, prepared,
    ]  # fmt: skip
    assert (azure.container("raw") / "x.txt").exists()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("dbutils.fs.ls('/mnt/raw/none')", "FileNotFoundError: No such file or directory: dbfs:/mnt/raw/none"),
        ("dbutils.fs.head('s3://b/x')", "ValueError: s3://b/x: a local run has no s3: paths, only dbfs:, abfss:,"),
        ("dbutils.fs.unmount('/mnt/none')", "ValueError: Directory not mounted: /mnt/none"),
        ("dbutils.fs.put('/mnt/raw/full/x', 'again')", "FileExistsError: /mnt/raw/full/x exists; say overwrite=True"),
        ("dbutils.fs.rm('/mnt/raw/full')", "OSError: /mnt/raw/full is a folder that isn't empty; say recurse=True"),
        (
            "dbutils.fs.cp('/mnt/raw/full', '/tmp/x')",
            "IsADirectoryError: /mnt/raw/full is a folder; say recurse=True",
        ),
        ("open('/dbfs/mnt/raw/x')", "No such file or directory: '/dbfs/mnt/raw/x'"),
        ("import os\nos.rename('/dbfs/a', '/dbfs/b')", "No such file or directory: '/dbfs/a' -> '/dbfs/b'"),
        ("open('/mnt/raw/x')", "files of DBFS lie below /dbfs: /dbfs/mnt/raw/x)"),
        ("import pandas as pd\npd.read_csv('dbfs:/mnt/raw/x.csv')", "lie below /dbfs: /dbfs/mnt/raw/x.csv)"),
        ("open('/Workspace/Users/me/x')", "(a local run has no files of the workspace, only its notebooks)"),
        ("dbutils.fs.copy('/a', '/b')", "dbutils.fs.copy isn't there in a local run"),
        ("dbutils.fs.mount('abfss://a@b.dfs.core.windows.net')", "TypeError: dbutils.fs.mount takes a source and a"),
    ],
)
def test_what_cant_be_done_says_so_in_the_notebooks_own_paths(azure, source, told):
    """No path of this machine stands in the message."""
    (azure.container("raw") / "full").mkdir()
    (azure.container("raw") / "full" / "x").write_text("x", encoding="utf-8")
    assert told in azure.notebook(source).error["message"]


@pytest.mark.parametrize(
    "path", ["../../../etc/passwd", "abfss://raw@data.dfs.core.windows.net/../../x", "dbfs:/mnt/raw/../../../../x"]
)
def test_no_path_leads_out_of_the_storage(azure, path):
    """Steps upwards end at the root."""
    azure.folder /= "deep"
    result = azure.notebook(f"dbutils.fs.put({path!r}, 'x')")
    assert result.status == "SUCCESS"
    assert [file.name for file in azure.folder.parent.iterdir()] == ["deep"]
    written = [file for file in azure.folder.rglob("*") if file.is_file() and file.name in ("x", "passwd")]
    assert len(written) == 1
