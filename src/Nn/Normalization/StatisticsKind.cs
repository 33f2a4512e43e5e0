namespace AutogradMaml.Nn;

/// <summary>Which statistics a batch normalization keeps and normalizes by.</summary>
public enum StatisticsKind
{
    /// <summary>Those of the batch; none are kept.</summary>
    Batch,

    /// <summary>Running ones are kept beside the parameters, and each pass says what it does with them.</summary>
    Running,

    /// <summary>Those of the batch, with running statistics for each inner step.</summary>
    PerInnerStep,

    /// <summary>Given ones, always, which never change.</summary>
    Frozen,
}
