# Read by the subshell after the person's own settings: whose keys these are, before their prompt.
if not functions --query __ssotui_inner_prompt
    functions --copy fish_prompt __ssotui_unmarked_prompt
    function __ssotui_last_status
        return $argv[1]
    end
    function fish_prompt --description 'The prompt, after whose keys these are'
        set --local last $status
        test -n "$SSOTUI_SUBSHELL"; and echo -n "($SSOTUI_SUBSHELL) "
        __ssotui_last_status $last
        __ssotui_unmarked_prompt
    end
end
