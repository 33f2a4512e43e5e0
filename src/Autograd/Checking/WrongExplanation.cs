using System.Globalization;

namespace AutogradMaml.Autograd.Checking;

/// <summary>What is wrong with a gradient, in sentences.</summary>
internal static class WrongExplanation
{
    public static string Of(CheckedFunction function, int order, GradientMismatch mismatch, ErrorPattern pattern)
    {
        string numbers = $"by {mismatch.Input} is wrong: {Explanations.At(mismatch)} it is {Text.Number(mismatch.Analytic)}, the " +
            "differences ";
        string text = order == 1
            ? $"The {function.Derivative(order)} {numbers}give {Text.Number(mismatch.Numeric)}."
            : $"The {function.Derivative(order - 1)} is right, but the {function.Derivative(order)} {numbers}of the " +
                $"{function.Differentiated(order)} give {Text.Number(mismatch.Numeric)}.{function.LikelyCause}";
        return text + Extent(mismatch, pattern) + Cause(pattern);
    }

    private static string Extent(GradientMismatch mismatch, ErrorPattern pattern)
    {
        int wrong = pattern.Wrong.Count;
        if (pattern.Input.Length == 1)
        {
            return string.Empty;
        }

        string compared = pattern.Examined == pattern.Input.Length
            ? Text.Format($"{pattern.Examined} elements")
            : Text.Format($"{pattern.Examined} elements compared, of {pattern.Input.Length},");
        if (wrong == 0)
        {
            return $" Of the {compared} none is wrong by itself by more than its tolerance.";
        }

        if (wrong == pattern.Examined)
        {
            return wrong == 2 && pattern.Input.Length == 2 ? " Both elements are wrong." : $" All {compared} are wrong.";
        }

        string which = pattern.Axis is var (axis, index)
            ? Text.Format($", those at index {index} of axis {axis}")
            : wrong == 1 && pattern.Wrong[0] == mismatch.Element
                ? string.Empty
                : $": {Listed(mismatch, pattern.Wrong)}";
        return Text.Format($" {wrong} of {compared} {(wrong == 1 ? "is" : "are")} wrong{which}.");
    }

    private static string Listed(GradientMismatch mismatch, IReadOnlyList<int> places)
    {
        const int Most = 8;
        string[] named =
        [
            .. places.Take(places.Count <= Most ? Most : Most - 2).Select(place => (mismatch with { Element = place }).Place),
        ];
        return named.Length == places.Count
            ? string.Join(", ", named)
            : Text.Format($"{string.Join(", ", named)} and {places.Count - named.Length} more");
    }

    private static string Cause(ErrorPattern pattern)
    {
        int wrong = pattern.Wrong.Count;
        if (pattern.Rearrangement is { } rearrangement)
        {
            return $" {char.ToUpperInvariant(rearrangement[0])}{rearrangement[1..]}.";
        }

        if (pattern.Offset is { } offset)
        {
            string each = wrong == 2 ? "both" : "all of them";
            return $" In {each} analytic - numeric is {Text.Number(offset)}: the same number too {(offset > 0 ? "much" : "little")}.";
        }

        if (pattern.Factor is not { } factor)
        {
            return string.Empty;
        }

        // Of one element among several, or the only one, no more than its ratio is known: that it is a factor would take a second.
        string where = wrong > 1 ? $" In {(wrong == 2 ? "both" : "all of them")} the ratio" : " The ratio";
        return $"{where} analytic / numeric is {(Is(factor, -1, pattern) ? "-1" : Text.Number(factor))}{Meaning(factor, pattern)}.";
    }

    private static string Meaning(double factor, ErrorPattern pattern)
    {
        if (factor == 0)
        {
            return pattern.Wrong.Count > 1 ? ": a term is missing, or nothing is passed on to them" : ": a term is missing, or nothing " +
                "is passed on to it";
        }

        if (Is(factor, -1, pattern))
        {
            return ": a wrong sign";
        }

        string sign = factor < 0 ? "a wrong sign, and " : string.Empty;
        double size = Math.Abs(factor);
        double whole = size >= 1 ? Math.Round(size) : Math.Round(1 / size);
        if (whole is < 2 or > 1000 || !Is(size >= 1 ? size : 1 / size, whole, pattern))
        {
            return pattern.Wrong.Count > 1 ? $": {sign}a constant factor" : string.Empty;
        }

        // A sum or mean over an axis concerns more than one element of several.
        bool single = pattern.Wrong.Count == 1 && pattern.Input.Length > 1;
        string n = whole.ToString(CultureInfo.InvariantCulture);
        string cause = (size >= 1, single) switch
        {
            (true, true) => $": {sign}{n} times too much, as when a term counts {n} times",
            (true, false) => $": {sign}{n} times too much: a factor 1/{n} is missing, as of a mean over {n}, or a term counts {n} times",
            (false, true) => $": {sign}a factor {n} is missing, as of an exponent or of {n} equal terms",
            (false, false) => $": {sign}a factor {n} is missing, as of a sum over {n} that became a mean, or of an exponent",
        };
        return !single && pattern.Input.Shape.Contains((int)whole) ? $"{cause}. {n} is the size of an axis of the input" : cause;
    }

    // In double a ratio is good to many digits: 1.999 is no 2.
    private static bool Is(double value, double whole, ErrorPattern pattern)
        => Math.Abs(value - whole) <= (pattern.IsDouble ? 1e-5 : 3e-4) * Math.Abs(whole);
}
