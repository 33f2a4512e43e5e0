namespace AutogradMaml.Examples.Processes;

/// <summary>Text made fit to stand on one line of a terminal.</summary>
public static class OneLine
{
    /// <summary>The text with every line break and other control character as a space.</summary>
    public static string Of(string text)
        => string.Join(
            ' ', text.Split([.. text.Where(char.IsControl)], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>What an exception says, without the name of the method's parameter, which says nothing to whoever typed a
    /// command.</summary>
    public static string Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Of(exception is ArgumentException { ParamName: { Length: > 0 } name }
            ? exception.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal)
            : exception.Message);
    }
}
