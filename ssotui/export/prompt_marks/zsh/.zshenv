# Read by the subshell in place of the person's own .zshenv, which it reads; the others are theirs again.
if [[ -n "$SSOTUI_ZDOTDIR" ]]; then
  export ZDOTDIR="$SSOTUI_ZDOTDIR"
else
  unset ZDOTDIR
fi
unset SSOTUI_ZDOTDIR
function _ssotui_mark {
  emulate -L zsh
  # Some prompts are made anew each time: the mark comes after that.
  precmd_functions=("${(@)precmd_functions:#_ssotui_mark}" _ssotui_mark)
  # What stands in psvar is shown as it is: no option of the shell lets a name run.
  psvar[78]="$SSOTUI_SUBSHELL"
  [[ "$PROMPT" == *(%77v|%78v)* ]] || PROMPT="%(78V.(%78v%) .)$PROMPT"
}
typeset -ga precmd_functions
precmd_functions+=(_ssotui_mark)
if [[ -r "${ZDOTDIR:-$HOME}/.zshenv" ]]; then
  source "${ZDOTDIR:-$HOME}/.zshenv"
fi
