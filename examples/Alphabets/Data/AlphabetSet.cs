using AutogradMaml.Data;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>Characters, and which of them are of one alphabet.</summary>
internal sealed class AlphabetSet
{
    /// <summary>Groups characters; alphabets of fewer than a task takes are left out.</summary>
    /// <param name="set">The characters.</param>
    /// <param name="alphabetOf">The alphabet of a character, from the name of its class.</param>
    /// <param name="least">The least number of characters of an alphabet.</param>
    public AlphabetSet(ImageSet set, Func<string, string> alphabetOf, int least)
    {
        Set = set;
        Alphabets =
        [
            .. Enumerable.Range(0, set.ClassCount).GroupBy(k => alphabetOf(set.ClassName(k)))
                .OrderBy(static group => group.Key, StringComparer.Ordinal)
                .Select(static group => group.ToArray()).Where(characters => characters.Length >= least),
        ];
    }

    /// <summary>The characters.</summary>
    public ImageSet Set { get; }

    /// <summary>The numbers of each alphabet's characters.</summary>
    public IReadOnlyList<int[]> Alphabets { get; }
}
