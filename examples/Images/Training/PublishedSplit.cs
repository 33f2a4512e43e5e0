using System.Security.Cryptography;
using System.Text;
using AutogradMaml.Data;

namespace AutogradMaml.Examples.Images;

/// <summary>The classes of miniImageNet: 64 to train on, 16 to validate on and 20 to test on, of 600 images each.</summary>
/// <remarks>Told by the SHA-256 of the classes' numbers in WordNet, sorted by code point, with a space between them. Source: the lists
/// published with Ravi and Larochelle, Optimization as a model for few-shot learning, 2017.</remarks>
internal static class PublishedSplit
{
    /// <summary>The 64 classes to train on.</summary>
    public const string Training = "be048a0de45b4bc493bb43459c8a214ce74b47d5736e869f0becb6b066d38077";

    /// <summary>The 16 classes to validate on.</summary>
    public const string Validation = "5124b4fddbb708d8b142c6875b4a0d7a14922fb8be48dd98365cddf586c4c83c";

    /// <summary>The 20 classes to test on.</summary>
    public const string Test = "460d8d798f59aaa1c070ee42079465aec99c0c2bd96c66487432d82faaef5c1b";

    private const int Images = 600;

    /// <summary>Whether a set has the classes of a part, all with their 600 images.</summary>
    /// <param name="set">The set; null has none.</param>
    /// <param name="part">The part.</param>
    public static bool Has(ImageSet? set, string part)
        => set is not null && Enumerable.Range(0, set.ClassCount).All(k => set.DrawingsOf(k) == Images)
            && Fingerprint(Enumerable.Range(0, set.ClassCount).Select(set.ClassName)) == part;

    /// <summary>What a part is told by.</summary>
    /// <param name="classes">The names of its classes, in any order.</param>
    public static string Fingerprint(IEnumerable<string> classes)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', classes.Order(StringComparer.Ordinal)))));
}
