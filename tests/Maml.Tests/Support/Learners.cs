using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Variants of the library's learners, by name: inner optimizers, learned sizes, carried states. That every learner is tested is
/// the catalogue's affair.</summary>
internal static class Learners
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "maml", "maml, one step", "maml, losses after several steps", "maml, learned sizes", "maml, adam", "maml, relu", "fomaml",
        "fomaml, learned sizes",
        "reptile", "reptile, batches", "reptile, momentum", "reptile, carried state", "pretrained",
    ];

    public static TheoryData<string> AsTheory => [.. Names];

    /// <summary>A learner for data with two features and two outputs.</summary>
    public static Learner<T> Get<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => name switch
        {
            "maml" => new Maml<T>(Net<T>(), 3),
            "maml, one step" => new Maml<T>(Net<T>(), 1),
            "maml, losses after several steps" => new Maml<T>(Net<T>(), 2, [0.25, 0.5, 1]),
            "maml, learned sizes" => new Maml<T>(Net(StepSizes<T>.Learned(0.1, 2)), 3),
            "maml, adam" => new Maml<T>(Net<T>(optimizer: new Adam<T>(epsilon: 1e-3)), 2),
            "maml, relu" => new Maml<T>(Nets.Relu<T>(2, 2), Loss.MeanSquaredError, 2, StepSizes<T>.Constant(0.1)),
            "fomaml" => new FirstOrderMaml<T>(Net<T>(), 3),
            "fomaml, learned sizes" => new FirstOrderMaml<T>(Net(StepSizes<T>.Learned(0.1, 3)), 3),
            "reptile" => new Reptile<T>(Net<T>(), 4),
            "reptile, batches" => new Reptile<T>(Net<T>(batch: 2), 5),
            "reptile, momentum" => new Reptile<T>(Net<T>(optimizer: new Sgd<T>(T.CreateChecked(0.5))), 3),
            "reptile, carried state" => new Reptile<T>(Net<T>(optimizer: new Adam<T>(beta1: 0.5), carriesState: true), 3),
            "pretrained" => new JointTraining<T>(Nets.Tanh<T>(2, 2), Loss.MeanSquaredError),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such learner."),
        };

    /// <summary>How the small net with two features and two outputs adapts.</summary>
    public static NetAdaptation<T> Net<T>(
        StepSizes<T>? sizes = null, Optimizer<T>? optimizer = null, int? batch = null, bool carriesState = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(
            Nets.Tanh<T>(2, 2), Loss.MeanSquaredError, sizes ?? StepSizes<T>.Constant(0.1), optimizer, batch: batch,
            carriesState: carriesState);

    /// <summary>Losses and direction of tasks together, as numbers.</summary>
    public static (T[] Losses, Parameters<T> Direction) Numbers<T>(
        this Learner<T> learner, Parameters<T> meta, params ReadOnlySpan<Parameters<T>> tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => learner.Numbers(meta, TaskBatch<T>.Of(tasks));

    /// <summary>Losses and direction of tasks that keep their keys wherever they stand.</summary>
    public static (T[] Losses, Parameters<T> Direction) Numbers<T>(this Learner<T> learner, Parameters<T> meta, TaskBatch<T> tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Tape<T> tape = new();
        MetaOutcome<T> outcome = learner.Compute(meta.On(tape), tasks.On(tape));
        return (outcome.Losses.ToArray(), outcome.Direction.ToParameters());
    }
}
