//! Options that are secrets: `x`, or `x_file` that names a file with it. No reason repeats one.

use std::path::PathBuf;

use base::Secret;
use zeroize::Zeroize as _;

use super::{Fields, convert, describe, quoted};
use crate::sheet::Absent;

impl Fields<'_> {
    /// A secret that need not be set: `key` or `key_file`. The caller says which others exclude it.
    pub(crate) fn secret(
        &mut self,
        key: &'static str,
        about: &'static str,
        check: fn(&str) -> Result<(), String>,
    ) -> Option<Secret<String>> {
        let given = self.secret_value(key, about, check);
        let file = format!("{key}_file");
        let described = describe(
            file.clone(),
            "Path",
            Absent::Nothing(quoted(&format!("secrets/{key}"))),
            format!("File with the value of {key}; line ends at its end do not count."),
        );
        let read = self.take(described, convert::path).and_then(|path| self.secret_file(&file, path, check));
        given.or(read)
    }

    /// A secret whose default, told by `says`, holds none: `key` or `key_file`, never both.
    pub(crate) fn secret_or(
        &mut self,
        key: &'static str,
        says: &'static str,
        example: &str,
        about: &'static str,
    ) -> Option<Secret<String>> {
        let file = format!("{key}_file");
        self.only_one_of(&[key, &file]);
        let described =
            describe(key, "Text, may hold a secret", Absent::Follows(says, quoted(example)), about);
        let given = self.take(described, |value| convert::text(value).and_then(not_empty));
        let described = describe(
            file.clone(),
            "Path",
            Absent::Nothing(quoted(&format!("secrets/database_{key}"))),
            format!("File with the value of {key}; line ends at its end do not count."),
        );
        let read =
            self.take(described, convert::path).and_then(|path| self.secret_file(&file, path, |_| Ok(())));
        given.or(read)
    }

    /// A secret given as a value.
    pub(crate) fn secret_value(
        &mut self,
        key: &'static str,
        about: &'static str,
        check: fn(&str) -> Result<(), String>,
    ) -> Option<Secret<String>> {
        let described = describe(key, "Text, secret", Absent::Nothing(quoted("")), about);
        self.take(described, |value| {
            let secret = convert::text(value).and_then(not_empty)?;
            check(secret.expose()).map(|()| secret)
        })
    }

    fn secret_file(
        &mut self,
        key: &str,
        path: PathBuf,
        check: fn(&str) -> Result<(), String>,
    ) -> Option<Secret<String>> {
        let path = self.resolve(path);
        let read = std::fs::read_to_string(&path)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()))
            .and_then(|mut text| {
                let secret = not_empty(text.trim_end_matches(['\r', '\n']));
                text.zeroize();
                secret
            })
            .and_then(|secret| check(secret.expose()).map(|()| secret));
        read.map_err(|reason| self.report(key, reason)).ok()
    }
}

fn not_empty(text: &str) -> Result<Secret<String>, String> {
    if text.is_empty() { Err("must not be empty".to_owned()) } else { Ok(Secret::from(text)) }
}
