namespace AutogradMaml.Examples.Runs;

/// <summary>How one method of few-shot classification is trained and tested.</summary>
public record FewShotSettings
{
    /// <summary>The number of outer steps.</summary>
    public required long Iterations { get; init; }

    /// <summary>The number of support images of each class in a training task.</summary>
    public required int Shots { get; init; }

    /// <summary>The number of query images of each class in a training task.</summary>
    public required int Queries { get; init; }

    /// <summary>The number of query images of each class in validation and test.</summary>
    public required int TestQueries { get; init; }

    /// <summary>The number of inner steps in training.</summary>
    public required int InnerSteps { get; init; }

    /// <summary>The size of the inner steps, in training and in the test.</summary>
    public required double InnerStepSize { get; init; }

    /// <summary>The number of support images that an inner step of the training sees; all when null.</summary>
    public int? InnerBatch { get; init; }

    /// <summary>The number of inner steps in the test.</summary>
    public required int TestSteps { get; init; }

    /// <summary>The number of support images that an inner step of the test sees; all when null.</summary>
    public int? TestBatch { get; init; }

    /// <summary>The number of tasks of an outer step.</summary>
    public required int MetaBatch { get; init; }

    /// <summary>The number of tasks that are computed together; it fixes the order of the sums.</summary>
    public required int TasksPerBlock { get; init; }

    /// <summary>The outer optimizer.</summary>
    public OuterRule OuterRule { get; init; } = OuterRule.Adam;

    /// <summary>The size of the outer steps.</summary>
    public required OuterStepSize OuterStepSize { get; init; }

    /// <summary>After how many outer steps the net is validated.</summary>
    public required long ValidateEvery { get; init; }

    /// <summary>The number of validation tasks.</summary>
    public int ValidationTasks { get; init; } = 200;

    /// <summary>The number of test tasks.</summary>
    public int TestTasks { get; init; } = 600;
}
