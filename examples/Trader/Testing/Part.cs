namespace AutogradMaml.Examples.Trader;

/// <summary>A part of the market in the test.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Slug">What it is called in file names.</param>
/// <param name="Assets">Its assets.</param>
internal sealed record Part(string Name, string Slug, IReadOnlyList<int> Assets);
