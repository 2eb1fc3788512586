#!/bin/sh
# reply_conformance.sh PROGRAM SHARED: replies out of mails that others collected, judged by their score.py.
# What is required: 80 % of all cases, all but two of the Scandinavian ones, line recall 0.985, 50 ms a mail.
program=$1
folder=$2/conformance/reply
if [ ! -f "$folder/score.py" ]; then
    echo "skipped: there is no $folder/score.py"
    exit 77
fi
out=$(mktemp) || exit 1
trap 'rm -f "$out" "$out.ms" "$out.score"' EXIT
"$program" "$folder/cases.jsonl" >"$out" 2>"$out.ms" || exit 1
(cd "$folder" && python3 score.py "$out" -v) | tee "$out.score"
cat "$out.ms"
awk '
    /^ALL /            { split($2, n, "/"); all = n[1] / n[2]; for (i = 1; i < NF; i++) if ($i == "recall") recall = $(i + 1); seen++ }
    /^SCANDI/          { for (i = 1; i <= NF; i++) if ($i ~ /^[0-9]+\/[0-9]+$/) { split($i, n, "/"); missed = n[2] - n[1]; seen++; break } }
    /^slowest_ms/      { slowest = $2; seen++ }
    END {
        if (seen != 3) { print "score.py said something else than was expected"; exit 1 }
        if (all < 0.80)     { print "below 80 %"; bad = 1 }
        if (recall < 0.985) { print "line recall below 0.985"; bad = 1 }
        if (missed > 2)     { print "more than two of the Scandinavian cases"; bad = 1 }
        if (slowest > 50)   { print "a mail took longer than 50 ms"; bad = 1 }
        exit bad
    }' "$out.score" "$out.ms"
