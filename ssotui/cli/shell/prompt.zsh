# The prompt begins with what this shell uses and how long it lasts.
function _ssotui_prompt {
  emulate -L zsh
  # What stands in psvar is shown as it is: no option of the shell lets a name run.
  psvar[77]=$(command ssotui prompt 2>/dev/null)
}
autoload -Uz add-zsh-hook
add-zsh-hook precmd _ssotui_prompt
[[ "$PROMPT" == *'%77v'* ]] || PROMPT="%(77V.%77v .)$PROMPT"
