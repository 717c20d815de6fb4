# Read by the subshell in place of ~/.bashrc: the person's own file, then whose keys these are before their prompt.
[ -r ~/.bashrc ] && . ~/.bashrc
function _ssotui_mark {
  case "$PS1" in
    *SSOTUI_SUBSHELL* | *_ssotui_prompt*) ;;
    *) ! shopt -q promptvars || PS1='${SSOTUI_SUBSHELL:+($SSOTUI_SUBSHELL) }'"$PS1" ;;
  esac
}
# Some prompts are made anew each time: the mark comes after that.
case "$(declare -p PROMPT_COMMAND 2>/dev/null)" in
  "declare -a"*) PROMPT_COMMAND+=(_ssotui_mark) ;;
  *) PROMPT_COMMAND="${PROMPT_COMMAND-}"$'\n_ssotui_mark' ;;
esac
