//! Files that only their owner may read, written whole or not at all.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use base::{Fault, Secret};

/// Makes a folder and those above it for their owner alone, unless they are there.
pub(super) fn make_folder(folder: &Path) -> Result<(), Fault> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| Fault::caused(format!("the folder {} cannot be made", folder.display()), error))
}

/// Writes a file under another name beside it and puts it in place: a reader sees the old or the new one.
pub(super) fn write_private(file: &Path, text: &str) -> Result<(), Fault> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let written = write_new(&beside, text).and_then(|()| fs::rename(&beside, file));
    written.map_err(|error| Fault::caused(format!("{} cannot be written", file.display()), error))
}

/// The text of a file; `None` when there is none.
pub(super) fn read_private(file: &Path) -> Result<Option<Secret<String>>, Fault> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(Secret::new(text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::caused(format!("{} cannot be read", file.display()), error)),
    }
}

fn write_new(file: &Path, text: &str) -> io::Result<()> {
    // What a run left behind when it died may be open to others: the mode is set at creation only.
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut handle = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    handle.write_all(text.as_bytes())?;
    handle.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_the_owner_may_read_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        write_private(&file, "one").unwrap();
        write_private(&file, "two").unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read_private(&file).unwrap().unwrap().expose(), "two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn nothing_is_read_where_nothing_is() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_private(&folder.path().join("absent")).unwrap().is_none());
    }
}
