namespace AutogradMaml.Examples.Trader;

/// <summary>Days that follow each other.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
internal readonly record struct Period(int First, int Last)
{
    /// <summary>Whether a window is judged by these days and reads none after them. What it adapts to may lie before: who trades on a day
    /// knows all days before it.</summary>
    /// <param name="window">The window.</param>
    public bool Holds(Window window) => window.First >= First && window.LastDay <= Last;
}
