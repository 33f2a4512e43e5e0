namespace AutogradMaml.Examples.Exercises;

/// <summary>Somebody's answers to all chapters.</summary>
/// <param name="One">Chapter 1.</param>
/// <param name="Two">Chapter 2.</param>
/// <param name="Three">Chapter 3.</param>
/// <param name="Four">Chapter 4.</param>
/// <param name="Five">Makes chapter 5: it may compile something first.</param>
/// <param name="Six">Chapter 6.</param>
internal sealed record Answers(IChapter1 One, IChapter2 Two, IChapter3 Three, IChapter4 Four, Func<IChapter5> Five, IChapter6 Six)
{
    /// <summary>Those that are to be written.</summary>
    public static Answers Mine { get; } = new(
        new Mine.Chapter1(), new Mine.Chapter2(), new Mine.Chapter3(), new Mine.Chapter4(), static () => new Mine.Chapter5(),
        new Mine.Chapter6());

    /// <summary>Those of the solutions.</summary>
    public static Answers Solutions { get; } = new(
        new Solutions.Chapter1(), new Solutions.Chapter2(), new Solutions.Chapter3(), new Solutions.Chapter4(),
        static () => new Solutions.Chapter5(), new Solutions.Chapter6());

    /// <summary>All exercises with these answers.</summary>
    public IReadOnlyList<Exercise> Exercises =>
    [
        .. Checks1.Of(One), .. Checks2.Of(Two), .. Checks3.Of(Three), .. Checks4.Of(Four), .. Checks5.Of(Five), .. Checks6.Of(Six),
    ];
}
