namespace AutogradMaml.Examples.Records;

/// <summary>A record's place in the tables, and what it does not say itself.</summary>
/// <param name="File">The record's file.</param>
/// <param name="Table">The table of runs that it stands in.</param>
/// <param name="Options">The options of the command, where the record has none: those of before options were written.</param>
/// <param name="Time">The training's time in words, where the record's seconds are not all there is to say.</param>
/// <param name="Headline">Whether it stands in the table by method too.</param>
internal sealed record OmniglotRow(string File, string Table, string? Options, string? Time, bool Headline);
