namespace AutogradMaml.Examples.Materials;

/// <summary>When a measurement is taken.</summary>
internal enum TimeChoice
{
    /// <summary>While the transformation is under way, as where it is followed by its heat or its resistance: at a share of 0.05 to
    /// 0.95.</summary>
    Followed,

    /// <summary>After an annealing time that was chosen beforehand: from a minute to four hours, evenly on a logarithmic scale. Many a
    /// specimen has then not begun to transform, or has ended.</summary>
    Blind,
}
