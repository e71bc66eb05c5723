//! Reads paths in the source of the service and holds them against the table.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{EDGE, FOUNDATION, HELD_BACK, SERVICES, WITHOUT_STORE};
use crate::source::{SourceFile, is_name_character, masked};

/// What is wrong in the given files of `src`; files of tests are free.
pub(super) fn complaints(files: &[SourceFile]) -> Vec<String> {
    let read: Vec<_> = files.iter().filter(|file| !file.is_test()).map(Read::of).collect();
    let mut found: Vec<String> = read.iter().flat_map(Read::complaints).collect();
    found.extend(cycles(&read));
    found
}

/// One file: the module of the service it belongs to, and what it names.
struct Read {
    path: String,
    module: String,
    modules_used: BTreeSet<String>,
    packages_used: BTreeSet<String>,
}

impl Read {
    fn of(file: &SourceFile) -> Self {
        let text = masked(&file.text);
        Self {
            path: file.path.clone(),
            module: top_module(&file.path),
            modules_used: modules_used(&text, depth(&file.path)),
            packages_used: packages_used(&text),
        }
    }

    fn complaints(&self) -> Vec<String> {
        let Some(may_use) = allowed(&self.module) else {
            return vec![format!("{}: module {} has no row in the import table", self.path, self.module)];
        };
        let known = |name: &&String| allowed(name).is_some();
        let stray = self.modules_used.iter().filter(known);
        let stray = stray.filter(|used| **used != self.module && !may_use.contains(used.as_str()));
        let stray = stray.map(|used| format!("{}: {} may not use crate::{used}", self.path, self.module));
        stray.chain(self.held_back()).chain(self.storage()).collect()
    }

    fn held_back(&self) -> impl Iterator<Item = String> {
        let refused = HELD_BACK.iter().filter(|wall| self.packages_used.contains(wall.package));
        let refused = refused.filter(|wall| !wall.only.contains(&self.module.as_str()));
        refused
            .map(|wall| format!("{}: {} may not use {}: {}", self.path, self.module, wall.package, wall.why))
    }

    fn storage(&self) -> Option<String> {
        let reaches = self.packages_used.contains("store") && WITHOUT_STORE.contains(&self.module.as_str());
        reaches
            .then(|| format!("{}: {} reaches storage through a service, not store", self.path, self.module))
    }
}

/// The modules of the service that `module` may use besides itself; `None` when it has no row.
fn allowed(module: &str) -> Option<BTreeSet<&'static str>> {
    let foundation = FOUNDATION.iter().copied();
    if FOUNDATION.contains(&module) {
        return Some(foundation.collect());
    }
    if let Some((_, more)) = EDGE.iter().find(|(name, _)| *name == module) {
        let services = SERVICES.iter().flat_map(|rank| rank.iter().copied());
        return Some(services.chain(foundation).chain(more.iter().copied()).collect());
    }
    let rank = SERVICES.iter().position(|rank| rank.contains(&module))?;
    let earlier = SERVICES.iter().take(rank + 1).flat_map(|rank| rank.iter().copied());
    Some(earlier.chain(foundation).collect())
}

/// `src/http/oidc/token.rs` belongs to `http`, `src/app.rs` to `app`.
fn top_module(path: &str) -> String {
    let below = path.strip_prefix("src/").unwrap_or(path);
    let first = below.split('/').next().unwrap_or(below);
    first.strip_suffix(".rs").unwrap_or(first).to_owned()
}

/// How many modules deep the file is: `super` that often is the root of the service.
fn depth(path: &str) -> usize {
    let below = path.strip_prefix("src/").unwrap_or(path);
    below.split('/').count() - usize::from(below.ends_with("/mod.rs"))
}

/// First names after `crate::`, in groups too, and after as many `super::` as lead to the root.
fn modules_used(text: &str, depth: usize) -> BTreeSet<String> {
    let up = "super::".repeat(depth);
    let roots = ["crate::", "yimen::", up.as_str()];
    let places = roots.iter().flat_map(|root| starts_of_paths(text, root));
    places.flat_map(first_names).collect()
}

/// The text after each occurrence of `root` that begins a path.
fn starts_of_paths<'a>(text: &'a str, root: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(root).filter_map(|(at, _)| {
        let before = text.get(..at)?.trim_end_matches(' ');
        let inside =
            before.ends_with("::") || before.ends_with(is_name_character) && !ends_with_keyword(before);
        if inside { None } else { text.get(at + root.len()..) }
    })
}

/// After `use`, `in`, `return` and their kind a path begins, although a letter stands before it.
fn ends_with_keyword(before: &str) -> bool {
    let word = before.rsplit(|c| !is_name_character(c)).next().unwrap_or_default();
    let keywords = [
        "use", "in", "as", "dyn", "impl", "for", "return", "mut", "match", "if", "else", "await", "ref",
        "where",
    ];
    keywords.contains(&word)
}

/// `client::Client` gives `client`; `{client, flow::{Step}}` gives `client` and `flow`.
fn first_names(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else {
        return vec![name_at(rest)];
    };
    let mut names = vec![name_at(group.trim_start())];
    let mut nested = 0_usize;
    for (at, character) in group.char_indices() {
        match character {
            '{' => nested += 1,
            '}' if nested == 0 => break,
            '}' => nested -= 1,
            ',' if nested == 0 => names.push(name_at(group.get(at + 1..).unwrap_or_default().trim_start())),
            _ => {}
        }
    }
    names
}

fn name_at(text: &str) -> String {
    text.chars().take_while(|c| is_name_character(*c)).collect()
}

/// Names that begin a path and are no module declared in, or drawn into, the same file.
fn packages_used(text: &str) -> BTreeSet<String> {
    let watched = HELD_BACK.iter().map(|wall| wall.package).chain(["store"]);
    watched.filter(|name| !is_local(text, name) && names_package(text, name)).map(str::to_owned).collect()
}

fn names_package(text: &str, name: &str) -> bool {
    let path = format!("{name}::");
    let alone = [format!("use {name};"), format!("use {name} as ")];
    starts_of_paths(text, &path).next().is_some() || alone.iter().any(|line| text.contains(line))
}

/// `mod store;` or `use super::store;` makes `store::` mean that module.
fn is_local(text: &str, name: &str) -> bool {
    let declared = [format!("mod {name};"), format!("mod {name} {{")];
    let drawn_in = [format!("super::{name};"), format!("self::{name};")];
    declared.iter().chain(&drawn_in).any(|line| text.contains(line))
}

/// Services that use one another in a circle.
fn cycles(files: &[Read]) -> Vec<String> {
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files {
        let known = file.modules_used.iter().map(String::as_str).filter(|used| *used != file.module);
        uses.entry(&file.module).or_default().extend(known);
    }
    let circle = |module: &&&str| reaches(&uses, module, module, &mut BTreeSet::new());
    let modules: Vec<_> = uses.keys().filter(circle).copied().collect();
    if modules.is_empty() { Vec::new() } else { vec![format!("in a circle of uses: {}", modules.join(", "))] }
}

fn reaches<'a>(
    uses: &BTreeMap<&'a str, BTreeSet<&'a str>>,
    from: &str,
    goal: &str,
    seen: &mut BTreeSet<&'a str>,
) -> bool {
    let next = uses.get(from).into_iter().flatten();
    let mut fresh = Vec::new();
    for module in next {
        if *module == goal {
            return true;
        }
        if seen.insert(module) {
            fresh.push(*module);
        }
    }
    fresh.into_iter().any(|module| reaches(uses, module, goal, seen))
}
