namespace AutogradMaml.Autograd;

/// <summary>The results along one axis in pieces of four and then of three, as few as can be; at one, two or five results the last piece
/// reaches beyond the end.</summary>
internal readonly struct WinogradAxis
{
    /// <summary>Divides an axis.</summary>
    /// <param name="length">The number of results.</param>
    public WinogradAxis(int length)
    {
        int pieces = (length + 3) / 4;
        Threes = Math.Min((4 * pieces) - length, pieces);
        Fours = pieces - Threes;
    }

    /// <summary>The number of pieces of four.</summary>
    public int Fours { get; }

    /// <summary>The number of pieces of three.</summary>
    public int Threes { get; }

    /// <summary>The elements of all pieces after their transform: those of each are two more than its results, or at stride 2 one more than
    /// twice as many.</summary>
    public int Elements(WinogradForm form) => form == WinogradForm.Same ? (6 * Fours) + (5 * Threes) : (9 * Fours) + (7 * Threes);

    /// <summary>Where a piece of four begins.</summary>
    public static int StartOfFour(int piece) => 4 * piece;

    /// <summary>Where a piece of three begins.</summary>
    public int StartOfThree(int piece) => (4 * Fours) + (3 * piece);
}
