namespace AutogradMaml.Autograd;

/// <summary>An equation such as "bij,bjk->bik", taken apart: for each operand and for the result the label of each axis.</summary>
/// <remarks>Letters label axes; the axes that an ellipsis stands for get labels of their own, counted from the last axis so that they
/// broadcast.</remarks>
internal sealed class EinsumEquation
{
    private const char FirstEllipsisLabel = '\uE000';
    private const string Ellipsis = "...";

    private readonly string _equation;

    /// <summary>Takes an equation apart.</summary>
    /// <param name="equation">The equation as the user wrote it.</param>
    /// <param name="shapes">The shapes of the operands.</param>
    /// <exception cref="ArgumentException">The equation has no meaning, or does not fit the shapes.</exception>
    public EinsumEquation(string equation, ReadOnlySpan<Shape> shapes)
    {
        _equation = equation;
        string text = equation.Replace(" ", string.Empty, StringComparison.Ordinal);
        string[] sides = text.Split("->");
        if (sides.Length > 2)
        {
            throw Wrong("has more than one arrow");
        }

        string[] operands = sides[0].Split(',');
        if (operands.Length != shapes.Length)
        {
            throw Wrong($"has {operands.Length} operands, but {shapes.Length} arrays were given");
        }

        Operands = new string[operands.Length];
        int ellipsisAxes = 0;
        for (int k = 0; k < operands.Length; k++)
        {
            Operands[k] = Labels(operands[k], shapes[k], k, ref ellipsisAxes);
        }

        Result = sides.Length == 2 ? ResultLabels(sides[1], ellipsisAxes) : ImplicitResult(operands, ellipsisAxes);
        Sizes = SizesOf(shapes);
        CheckResult();
    }

    /// <summary>For each operand the labels of its axes.</summary>
    public string[] Operands { get; }

    /// <summary>The labels of the axes of the result.</summary>
    public string Result { get; }

    /// <summary>The size of each labelled axis.</summary>
    public Dictionary<char, int> Sizes { get; }

    /// <summary>Whether a label stands for an axis of an ellipsis, which may have size 1 and broadcast.</summary>
    public static bool IsEllipsis(char label) => label >= FirstEllipsisLabel;

    private static string EllipsisLabels(int count)
        => string.Concat(Enumerable.Range(0, count).Select(k => (char)(FirstEllipsisLabel + count - 1 - k)));

    private string Labels(string operand, Shape shape, int place, ref int ellipsisAxes)
    {
        int letters = CheckLetters(operand);
        bool hasEllipsis = operand.Contains(Ellipsis, StringComparison.Ordinal);
        int rest = shape.Rank - letters;
        if (rest < 0 || (rest > 0 && !hasEllipsis))
        {
            throw Wrong(
                $"gives operand {place} '{operand}' {letters} axes{(hasEllipsis ? " or more" : string.Empty)}, but it has shape {shape}");
        }

        ellipsisAxes = Math.Max(ellipsisAxes, rest);
        return operand.Replace(Ellipsis, EllipsisLabels(rest), StringComparison.Ordinal);
    }

    private string ResultLabels(string result, int ellipsisAxes)
    {
        CheckLetters(result);
        return result.Replace(Ellipsis, EllipsisLabels(ellipsisAxes), StringComparison.Ordinal);
    }

    // Without an arrow: the axes of the ellipsis, then the letters that occur once, in the order of the alphabet.
    private static string ImplicitResult(string[] operands, int ellipsisAxes)
    {
        IEnumerable<char> once = string.Concat(operands).Where(char.IsAsciiLetter).GroupBy(label => label)
            .Where(group => group.Count() == 1)
            .Select(group => group.Key).Order();
        return EllipsisLabels(ellipsisAxes) + string.Concat(once);
    }

    private int CheckLetters(string labels)
    {
        int at = labels.IndexOf(Ellipsis, StringComparison.Ordinal);
        string letters = at < 0 ? labels : labels.Remove(at, Ellipsis.Length);
        foreach (char letter in letters)
        {
            if (!char.IsAsciiLetter(letter))
            {
                throw Wrong($"has '{letter}' where a letter is expected, or one '...'");
            }
        }

        return letters.Length;
    }

    private Dictionary<char, int> SizesOf(ReadOnlySpan<Shape> shapes)
    {
        var sizes = new Dictionary<char, int>();
        for (int k = 0; k < Operands.Length; k++)
        {
            for (int axis = 0; axis < Operands[k].Length; axis++)
            {
                char label = Operands[k][axis];
                int size = shapes[k].Sizes[axis];
                if (!sizes.TryGetValue(label, out int known) || (known == 1 && IsEllipsis(label)))
                {
                    sizes[label] = size;
                }
                else if (size != known && !(size == 1 && IsEllipsis(label)))
                {
                    throw Wrong(
                        $"gives the axes {(IsEllipsis(label) ? "of '...'" : $"'{label}'")} one size, but operand {k} of {shapes[k]} has " +
                            $"{size} where another has {known}");
                }
            }
        }

        return sizes;
    }

    private void CheckResult()
    {
        for (int k = 0; k < Result.Length; k++)
        {
            if (!Sizes.ContainsKey(Result[k]))
            {
                throw Wrong($"has '{Result[k]}' in the result, which no operand has");
            }

            if (Result.AsSpan(0, k).Contains(Result[k]))
            {
                throw Wrong($"has '{Result[k]}' twice in the result; use FromDiagonal to write a diagonal");
            }
        }

        if (Result.Length > Shape.MaximumRank)
        {
            throw Wrong($"has a result of {Result.Length} axes, more than {Shape.MaximumRank}");
        }
    }

    private ArgumentException Wrong(string what)
        => new($"Einsum: the equation \"{_equation}\" {what}. Expected for example \"bij,bjk->bik\".");
}
