# The prompt begins with what this shell uses and how long it lasts.
if not functions --query __ssotui_inner_prompt
    functions --copy fish_prompt __ssotui_inner_prompt
    function __ssotui_status
        return $argv[1]
    end
    function fish_prompt --description 'The prompt, after what ssotui says'
        set --local last $status
        set --local segment (command ssotui prompt 2>/dev/null)
        test -n "$segment"; and echo -n "$segment "
        __ssotui_status $last
        __ssotui_inner_prompt
    end
end
