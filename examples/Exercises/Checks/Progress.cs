namespace AutogradMaml.Examples.Exercises;

/// <summary>How far an answer is.</summary>
internal enum Progress
{
    /// <summary>It is as it came.</summary>
    NotBegun,

    /// <summary>It is not right yet.</summary>
    Wrong,

    /// <summary>It is right.</summary>
    Right,
}
