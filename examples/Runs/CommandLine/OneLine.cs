namespace AutogradMaml.Examples.Runs;

/// <summary>Text made fit to stand on one line of a terminal.</summary>
public static class OneLine
{
    /// <summary>The text with every line break and other control character as a space.</summary>
    public static string Of(string text)
        => string.Join(' ', text.Split([.. text.Where(char.IsControl)], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
