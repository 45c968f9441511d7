"""What a person sees: progress on terminals of any width, completion in shells, the manual page."""

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import termios

import pytest

from program import command, error_of, run, write_table

COLOR = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(columns, *arguments, **environment):
    """What the program writes to standard error, a terminal with so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    plain = {name: text for name, text in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        command(*arguments), stdout=subprocess.DEVNULL, stderr=theirs,
        env={**plain, "TERM": "xterm", **environment},
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # Linux says so at the end
            break
        if not block:
            break
        written += block
    os.close(ours)
    assert process.wait() == 0, written
    return written.decode().replace("\r\n", "\n")


def fit_of(folder, *options):
    table = write_table(folder / "t.csv")
    return ["fit", table, "--target", "class", "--classifier", "knn", "--episodes", "60", "-o",
            folder / "out", *options]


def states(text):
    """Each state of the line that changes in place, without colours and trailing spaces."""
    return [COLOR.sub("", state).rstrip() for line in text.split("\n") for state in line.split("\r")
            if re.search(r": \d+/\d+", state)]


def test_the_line_on_a_wide_terminal_has_bar_time_best_baseline_and_optimism(tmp_path):
    shown = states(on_terminal(160, *fit_of(tmp_path, "--verdict", "quick")))
    number = r"-?\d\.\d{4}"
    full = re.compile(
        rf"\[#*\.*\] search: \d+/60, .+ left, best {number}, baseline {number}, optimism {number}"
    )
    assert any(full.fullmatch(state) for state in shown), shown
    assert any("random search: 60/60" in state for state in shown)
    assert any("outer fold 5 of 5: 60/60, 0 s left" in state for state in shown)
    assert all(len(re.match(r"\[([#.]*)\]", state)[1]) == 24 for state in shown)


@pytest.mark.parametrize("columns", [1, 2, 12, 20, 40, 60, 80, 100])
def test_no_line_is_wider_than_the_terminal(tmp_path, columns):
    text = on_terminal(columns, *fit_of(tmp_path, "--verdict", "none"))
    lines = COLOR.sub("", text).split("\n")
    changing = [line for line in lines if "\r" in line]
    assert changing
    for line in changing:
        assert all(len(state) < max(columns, 2) for state in line.split("\r"))
    if columns >= 40:
        assert any("search: 60/60, 0 s left" in line for line in changing)


def test_colour_only_where_it_is_wanted(tmp_path):
    arguments = fit_of(tmp_path, "--verdict", "none")
    assert "\x1b[32m" in on_terminal(120, *arguments)
    assert "\x1b[32m" in on_terminal(120, *arguments, NO_COLOR="")
    for wish in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in on_terminal(120, *arguments, **wish)


def test_quiet_writes_nothing_to_a_terminal(tmp_path):
    assert on_terminal(80, *fit_of(tmp_path, "--quiet")) == ""


def test_no_terminal_gets_few_plain_lines(tmp_path):
    lines = run(*fit_of(tmp_path)).stderr.splitlines()
    assert not any("\r" in line or "\x1b" in line for line in lines)
    assert lines[0].startswith(str(tmp_path / "t.csv")) and lines[1].startswith("training: ")
    # A line of progress each ten seconds, and this takes less on any machine that is not crowded.
    assert all(re.match(r"(search|random search|outer fold \d of 5): ", line) for line in lines[2:])
    assert len(lines) < 10


# --- completion

def shell(name):
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed (scripts/install_dependencies.sh --dev)")
    return found


def bash_offers(words, folder):
    """What bash offers for the last of the words."""
    script = """
      source <("$1" completion bash); shift
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _autosmote
      printf '%s\\n' "${COMPREPLY[@]}"
    """
    done = subprocess.run([shell("bash"), "-c", script, "bash", *command(), *words],
                          capture_output=True, text=True, cwd=folder, check=True)
    assert done.stderr == ""
    return done.stdout.split()


def fish_offers(words, folder):
    script = "$argv[1] completion fish | source; complete -C $argv[2]"
    done = subprocess.run([shell("fish"), "--no-config", "-c", script, *command(), " ".join(words)],
                          capture_output=True, text=True, cwd=folder, check=True,
                          env={**os.environ, "HOME": str(folder)})
    return [line.split("\t")[0] for line in done.stdout.splitlines()]


def zsh_offers(words, folder):
    """zsh only completes where a person types, so it gets a terminal of its own."""
    script = f"""
      zmodload zsh/zpty
      zpty person {shell("zsh")} -f -i
      zpty -w person 'autoload -Uz compinit; compinit -u -d {folder}/dump; PS1=; stty cols 200 rows 900'
      zpty -w person 'zstyle ":completion:*" list-prompt ""; LISTMAX=9999; setopt no_list_beep'
      zpty -w person 'autosmote() {{ :; }}; source <({command()[0]} completion zsh); echo rea''dy'
      zpty -r person seen '*ready*'
      zpty -w -n person {' '.join(words)!r}$'\\t\\t'
      sleep 2
      zpty -w person $'\\n'; zpty -w person 'echo do''ne'
      zpty -r person seen '*done*'
      print -r -- "$seen"
    """
    done = subprocess.run([shell("zsh"), "-f", "-c", script], capture_output=True, text=True,
                          cwd=folder, timeout=60)
    return re.findall(r"[\w.:,/-]+", re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]|\x1b.", " ", done.stdout))


VERBS = {"fit", "resample", "compare", "inspect", "completion", "manual"}


@pytest.mark.parametrize("offers", [bash_offers, fish_offers, zsh_offers])
def test_shells_offer_verbs_options_values_and_files(offers, tmp_path):
    (tmp_path / "wine.csv").touch()
    (tmp_path / "wines").mkdir()

    def offered(*words):
        return set(offers(["autosmote", *words], tmp_path))

    assert VERBS <= offered("")
    assert {"--classifier", "--metric", "--test", "--output"} <= offered("fit", "--")
    assert {"svm", "knn", "tree"} <= offered("fit", "--classifier", "")
    assert "wine.csv" in offered("fit", "wi")
    if offers is zsh_offers:
        return  # each question takes seconds
    assert "--policy" not in offered("fit", "--") and "--policy" in offered("resample", "--p")
    assert {"safe-level-smote"} == offered("resample", "--method", "safe") & {
        "safe-level-smote", "smote"}
    assert {"bash", "zsh", "fish"} <= offered("completion", "")
    folders = offered("fit", "-o", "wi")
    assert "wine.csv" not in folders and folders & {"wines", "wines/"}


def test_lists_go_on_after_a_comma(tmp_path):
    words = ["autosmote", "compare", "--classifiers", "svm,k"]
    assert bash_offers(words, tmp_path) == ["svm,knn"]
    assert "svm,knn" in fish_offers(words, tmp_path)


def test_every_option_of_the_help_is_offered(tmp_path):
    for verb in sorted(VERBS):
        shown = set(re.findall(r"^  (?:-\w,)?(--[a-z-]+)", run(verb, "--help").stdout, re.MULTILINE))
        assert shown and shown == {word for word in bash_offers(["autosmote", verb, "--"], tmp_path)}


def test_an_unknown_shell_is_told():
    assert error_of("completion", "csh") == "no completion for 'csh'; choose from bash, zsh, fish"


# --- manual page

def test_the_manual_page_has_every_option_and_no_warning(tmp_path):
    page = run("manual").stdout
    done = subprocess.run([shell("groff"), "-man", "-ww", "-Tutf8", "-P-c"], input=page,
                          capture_output=True, text=True, check=True)
    assert done.stderr == ""
    text = re.sub(r".\x08", "", done.stdout)
    for verb in sorted(VERBS):
        assert f"AUTOSMOTE {verb.upper()}\n" in text
        for option in re.findall(r"--[a-z-]+", " ".join(bash_offers(["autosmote", verb, "--"],
                                                                    tmp_path))):
            assert option in text, option
    assert "autosmote fit train.csv --target class" in re.sub(r"\s+", " ", text)
