# Runs steps one after another and tells how they went. Sourced by ./check; needs LOGS.
# CHECK_OUTPUT=plain prints a line when a step starts too, for logs that nobody watches live.
# shellcheck shell=bash

readonly SKIPPED_STATUS=77
REPORT_TOTAL=0
REPORT_NUMBER=0
REPORT_PASSED=0
REPORT_SKIPPED=0
REPORT_FAILED=()

report_start() {
    REPORT_TOTAL=$1
    REPORT_BEGAN=$SECONDS
}

# Ends the running step as skipped, with the reason.
skip() {
    printf 'skipped: %s\n' "$1"
    exit "$SKIPPED_STATUS"
}

# report_step NAME FUNCTION: runs the function in a subshell of its own, output to the step's log.
report_step() {
    local name=$1 function=$2 log=$LOGS/$1.log began=$SECONDS status=0
    REPORT_NUMBER=$((REPORT_NUMBER + 1))
    report_running "$name"
    # `set -e` must stay in force inside, so the subshell may not be part of a condition.
    set +e
    (
        set -e
        "$function"
    ) >"$log" 2>&1 </dev/null 7>&- 9<&-
    status=$?
    set -e
    case $status in
        0) REPORT_PASSED=$((REPORT_PASSED + 1)) && report_line "$name" "$began" ok ;;
        "$SKIPPED_STATUS")
            REPORT_SKIPPED=$((REPORT_SKIPPED + 1))
            report_line "$name" "$began" "$(grep '^skipped: ' "$log" | tail -n 1)"
            ;;
        *)
            REPORT_FAILED+=("$name")
            report_line "$name" "$began" "FAILED, see $log"
            tail -n 60 "$log" | sed 's/^/    | /'
            ;;
    esac
    grep '^installing ' "$log" | sed 's/^/    /' || true
}

report_running() {
    if [[ ${CHECK_OUTPUT:-} == plain ]]; then
        printf '[%2d/%d] %s ...\n' "$REPORT_NUMBER" "$REPORT_TOTAL" "$1"
    elif [[ -t 1 ]]; then
        printf '[%2d/%d] %-22s ...' "$REPORT_NUMBER" "$REPORT_TOTAL" "$1"
    fi
}

report_line() {
    [[ ! -t 1 || ${CHECK_OUTPUT:-} == plain ]] || printf '\r\033[K'
    printf '[%2d/%d] %-22s %4d s  %s\n' "$REPORT_NUMBER" "$REPORT_TOTAL" "$1" "$((SECONDS - $2))" "$3"
}

# Prints the closing line; fails when a step failed.
report_end() {
    local failed=${#REPORT_FAILED[@]}
    printf '\n%d s in all\n' "$((SECONDS - REPORT_BEGAN))"
    [[ $failed -eq 0 ]] || printf 'failed: %s\n' "${REPORT_FAILED[*]}"
    printf '%d passed, %d failed, %d skipped\n' "$REPORT_PASSED" "$failed" "$REPORT_SKIPPED"
    [[ $failed -eq 0 ]]
}
