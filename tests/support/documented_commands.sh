#!/usr/bin/env bash
# documented_commands.sh PROGRAMS DOCUMENT...: every command of ours that a document shows must exist.
# Read are the fenced blocks marked `sh` in Markdown files and folders of them. For `yimen A B --flag …` and
# `conformance A …` the help of `A B` must exist and name each `--flag`; for `./check STEP…` the steps must
# exist. PROGRAMS is the folder of the built programs.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

PROGRAMS=$1
shift
PROBLEMS=0
COMMANDS=0

complain() {
    printf 'documented but missing: %s (%s)\n' "$1" "$2"
    PROBLEMS=$((PROBLEMS + 1))
}

# The lines of all `sh` blocks, continued lines joined, prompts and comments removed.
shell_lines() {
    awk '/^```sh *$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$1" |
        sed -e ':join' -e '/\\$/{N;s/\\\n */ /;b join' -e '}' | sed -e 's/^\$ //' -e 's/ #.*//'
}

# The part of a line that calls one of our programs: what follows its name.
check_program() {
    local program=$1 line=$2 document=$3 word help words=() flags=()
    for word in $line; do
        case $word in
            --) break ;;
            '|' | '>' | '&&' | ';') break ;;
            --*) flags+=("${word%%=*}") ;;
            *) [[ ${#flags[@]} -gt 0 || ! $word =~ ^[a-z][a-z-]*$ ]] || words+=("$word") ;;
        esac
    done
    COMMANDS=$((COMMANDS + 1))
    if ! help=$("$PROGRAMS/$program" "${words[@]}" --help 2>&1); then
        complain "$program ${words[*]}" "$document"
        return 0
    fi
    for word in "${flags[@]}"; do
        grep -qE -- "(^|[^a-z-])$word([^a-z-]|\$)" <<<"$help" || complain "$program ${words[*]} $word" "$document"
    done
}

check_steps() {
    local word
    COMMANDS=$((COMMANDS + 1))
    for word in $1; do
        # Not `| grep -q`: it leaves at the first match, and under pipefail the list then counts as failed.
        [[ $word == --list || $word == --help ]] || grep -q "^$word " <<<"$(./check --list)" ||
            complain "./check $word" "$2"
    done
}

check_line() {
    local line=$1 document=$2
    case $line in
        'cargo run -- '*) check_program yimen "${line#cargo run -- }" "$document" ;;
        'cargo run -p conformance -- '*) check_program conformance "${line#cargo run -p conformance -- }" "$document" ;;
        *target/*/yimen\ *) check_program yimen "${line#*/yimen }" "$document" ;;
        *target/*/conformance\ *) check_program conformance "${line#*/conformance }" "$document" ;;
        'yimen '*) check_program yimen "${line#yimen }" "$document" ;;
        'conformance '*) check_program conformance "${line#conformance }" "$document" ;;
        './check '*) check_steps "${line#./check }" "$document" ;;
    esac
}

main() {
    local document line
    while IFS= read -r -u 8 document; do
        while IFS= read -r -u 9 line; do
            check_line "$line" "$document"
        done 9< <(shell_lines "$document")
    done 8< <(find "$@" -name '*.md' 2>/dev/null)
    printf '%d commands looked at, %d missing\n' "$COMMANDS" "$PROBLEMS"
    [[ $COMMANDS -gt 0 && $PROBLEMS -eq 0 ]]
}

main "$@"
