#!/usr/bin/env bash
# Builds and runs every piece of the gallery: bash examples/gallery/run-all.sh [--json FILE] [--pictures FOLDER]
# FILE becomes a JSON array with one object for each piece: name, predicted, measured, tolerance, passed, and all claims.
# Pictures go to docs/images/gallery unless another folder is named. The exit status is 0 only if every claim of every piece holds.
set -uo pipefail
exec </dev/null
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 1
json=
pictures=$root/docs/images/gallery
while [ $# -gt 0 ]; do
    case "$1 ${2:+value}" in
        "--json value") json=$2; shift 2 ;;
        "--pictures value") pictures=$2; shift 2 ;;
        *) echo "Got '$*', expected [--json FILE] [--pictures FOLDER]." >&2; exit 2 ;;
    esac
done

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=()
pieces=()
if ! dotnet build -c Release --nologo -v quiet -p:NuGetAudit=false "$root/examples/Exhibits" >"$scratch/build.txt" 2>&1; then
    cat "$scratch/build.txt"
    exit 1
fi

# What they all stand on is built, so that two of them can be compiled, and run, at a time. What each says is shown whole, in order.
piece() {
    local path
    if ! path=$(dotnet build -c Release --nologo -v quiet -p:NuGetAudit=false -p:BuildProjectReferences=false "$1" -getProperty:TargetPath -t:Restore,Build \
        2>"$scratch/$2.errors"); then
        echo "$path"
        cat "$scratch/$2.errors"
        echo "$2 (does not build)" >"$scratch/$2.failed"
        return
    fi

    local began=$SECONDS
    dotnet "$path" --pictures "$pictures" --json "$scratch/$2.json" || echo "$2" >"$scratch/$2.failed"
    echo "  $((SECONDS - began)) s"
}

start=$SECONDS
for source in "$root"/examples/gallery/*.cs; do
    while [ "$(jobs -pr | wc -l)" -ge 2 ]; do wait -n 2>/dev/null || sleep 1; done
    name=$(basename "$source" .cs)
    pieces+=("$name")
    piece "$source" "$name" >"$scratch/$name.said" 2>&1 &
done

wait
for name in "${pieces[@]}"; do
    cat "$scratch/$name.said"
    if [ -e "$scratch/$name.failed" ]; then failed+=("$(cat "$scratch/$name.failed")"); fi
done

if [ -n "$json" ]; then
    {
        echo "["
        first=1
        for name in ${pieces[@]+"${pieces[@]}"}; do
            if [ -s "$scratch/$name.json" ]; then
                [ "$first" = 1 ] || echo ","
                first=0
                cat "$scratch/$name.json"
            fi
        done
        echo "]"
    } >"$json"
fi

echo "gallery: ${#pieces[@]} pieces were built and ran in $((SECONDS - start)) s"
if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
