using AutogradMaml.Data;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The presets. Every number of the experiment stands here, with its source.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>[F] Finn, Abbeel and Levine, Model-agnostic meta-learning for fast adaptation of deep networks, 2017, section 5.2 and appendix
/// A.1, and its published code.</item>
/// <item>[N] Nichol, Achiam and Schulman, On first-order meta-learning algorithms, 2018, section 6 and appendix A.</item>
/// <item>[own] chosen here by experiment.</item>
/// </list>
/// <para>The published code of [F] differentiates the loss summed over the classes of a task and averaged over its shots, here it is the
/// mean over both: its inner step of 0.4 for five classes, and that of 0.1 for twenty, would be 2 here. docs/results.md compares.</para>
/// <para>The published code of [F] also turns the characters that it tests on: --test-rotations.</para>
/// <para>Reptile carries the second moments of the inner Adam from task to task, as its published code does, and differs from it in two
/// things: the moments move to their mean over the tasks of a meta-batch, where the code hands them from one task to the next; and an inner
/// batch holds each class equally often, where the code draws it from all images: --support-order shuffled, which docs/results.md
/// compares.</para>
/// </remarks>
internal static class Presets
{
    /// <summary>How many of the characters for training are set aside for validation, as in [F], published code, of 1,200.</summary>
    public const int UsualValidationCharacters = 100;

    /// <summary>The maps of training images with --random-affine, [own]: shifts of up to two pixels of 28, turns and shears that leave a
    /// character what it is.</summary>
    public static readonly RandomAffine Affine = new() { Rotation = 12, Translation = 0.07, Scale = 1.16, Shear = 0.15 };

    /// <summary>The maps of training images with --random-elastic, [own]: strokes move by about a pixel of 28.</summary>
    public static readonly RandomElastic Elastic = new() { Deviation = 0.035, Cells = 4 };

    // From so many classes on, the settings of 20-way tasks hold; the papers have 5 and 20.
    private const int ManyWays = 11;

    /// <summary>The settings of a preset.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="method">The method.</param>
    /// <param name="net">The net.</param>
    /// <param name="ways">The number of classes of a task.</param>
    /// <param name="shots">The number of support images of each class in the test.</param>
    public static TrainingSettings Of(PresetName preset, Method method, NetKind net, int ways, int shots)
    {
        TrainingSettings paper = Paper(method.Family, net, ways, shots);
        TrainingSettings settings = method.Own(preset switch
        {
            PresetName.Paper => paper,
            PresetName.Default => Shorter(paper, method.Family),
            PresetName.Quick => Quick(Shorter(paper, method.Family), method.Family),
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "There is no such preset."),
        });
        return method.StepsByWays?.Invoke(ways) is { } steps ? settings with { InnerSteps = steps, TestSteps = steps } : settings;
    }

    private static TrainingSettings Paper(MethodFamily family, NetKind net, int ways, int shots)
    {
        bool manyWays = ways >= ManyWays;
        bool steps = family == MethodFamily.Maml;
        return family switch
        {
            MethodFamily.Maml or MethodFamily.WithoutSteps => new()
            {
                Iterations = 60_000,                                // [F]
                Shots = shots,                                      // [F]: trained as tested
                Queries = shots,                                    // [F], published code: as many as support images
                TestQueries = shots,                                // [F], published code
                InnerSteps = !steps ? 0 : manyWays ? 5 : 1,         // [F]
                InnerStepSize = manyWays ? 0.1 : 0.4,               // [F]
                TestSteps = !steps ? 0 : manyWays ? 5 : 3,          // [F]
                MetaBatch = manyWays ? 16 : 32,                     // [F]
                TasksPerBlock = TasksPerBlock(net, manyWays, shots),
                OuterStepSize = OuterStepSize.Constant(0.001),      // [F], published code: Adam
                ValidateEvery = 1000,                               // [own]
            },
            MethodFamily.Reptile => new()
            {
                Iterations = manyWays ? 200_000 : 100_000,          // [N], table of appendix A
                Shots = 10,                                         // [N]: training shots
                Queries = 1,                                        // [own]: only tell the loss
                TestQueries = 1,                                    // [N], published code
                InnerSteps = manyWays ? 10 : 5,                     // [N]
                InnerStepSize = manyWays ? 0.0005 : 0.001,          // [N]: Adam with beta1 = 0
                InnerBatch = manyWays ? ways : 2 * ways,            // [N]: 10 for five classes, 20 for twenty; each class equally often
                TestSteps = 50,                                     // [N]
                TestBatch = manyWays ? (ways + 1) / 2 : ways,       // [N]: 5 for five classes, 10 for twenty
                MetaBatch = 5,                                      // [N]
                TasksPerBlock = 1,                                  // [own]: five tasks on two threads
                OuterRule = OuterRule.Sgd,                          // [N]
                OuterStepSize = new(OuterStepSizeShape.Linear, 1, 0), // [N]
                ValidateEvery = 2000,                               // [own]
                ValidationCharacters = 0,                           // [N], published code: all 1,200 are trained on
                ValidationTasks = 100,                              // [own]
            },
            MethodFamily.Pretrained => new()
            {
                Iterations = 30_000,                                // [own]
                Shots = 1,                                          // A batch of images has no support set; one image fills its place.
                Queries = 64,                                       // [own]: images of a batch
                TestQueries = shots,                                // As for MAML, beside which it stands
                InnerSteps = 1,
                InnerStepSize = 1,                                  // [own]: gradient descent of the new last layer
                TestSteps = 20,                                     // [own]
                MetaBatch = 2,                                      // [own]: two batches, one for each of two threads
                TasksPerBlock = 1,
                OuterStepSize = new(OuterStepSizeShape.Cosine, 0.001, 0), // [own]
                ValidateEvery = 1000,                               // [own]
            },
            _ => throw new ArgumentOutOfRangeException(nameof(family), family, "There is no such family."),
        };
    }

    // [own]: the arrays of a task's convolutions stay in the cache; the dense net multiplies tasks together, in eight blocks or more that
    // fit the memory.
    private static int TasksPerBlock(NetKind net, bool manyWays, int shots) => net != NetKind.Mlp ? 1 : !manyWays ? 4 : shots > 1 ? 1 : 2;

    // [own], all of them: the length of the training, and a step size that falls to nothing, which a short training gains most by.
    private static TrainingSettings Shorter(TrainingSettings paper, MethodFamily family) => paper with
    {
        Iterations = family == MethodFamily.Reptile ? 10_000 : 5_000,
        ValidationCharacters = UsualValidationCharacters,
        OuterStepSize = family == MethodFamily.Reptile ? paper.OuterStepSize : new(OuterStepSizeShape.Cosine, 0.001, 0),
        ValidateEvery = 500,
    };

    private static TrainingSettings Quick(TrainingSettings settings, MethodFamily family) => settings with
    {
        Iterations = family == MethodFamily.Pretrained ? 200 : 300,
        Filters = 16,
        MetaBatch = family is MethodFamily.Maml or MethodFamily.WithoutSteps ? 8 : settings.MetaBatch,
        TasksPerBlock = family is MethodFamily.Maml or MethodFamily.WithoutSteps ? 4 : settings.TasksPerBlock,
        ValidateEvery = 100,
        ValidationTasks = 40,
        TestTasks = 100,
    };
}
