namespace AutogradMaml.Examples.Runs;

/// <summary>The values of an enumeration by their names, written small.</summary>
public static class Names
{
    /// <summary>The name of a value.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => value.ToString().ToLowerInvariant();

    /// <summary>All names with a separator between them.</summary>
    public static string All<TEnum>(string separator)
        where TEnum : struct, Enum
        => string.Join(separator, Enum.GetValues<TEnum>().Select(Of));

    /// <summary>The value of a name, however it is written: the help shows defaults by their names in code. Null if there is none of that
    /// name.</summary>
    public static TEnum? Find<TEnum>(string name)
        where TEnum : struct, Enum
    {
        foreach (TEnum value in Enum.GetValues<TEnum>())
        {
            if (Of(value).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
