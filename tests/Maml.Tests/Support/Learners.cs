using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Every way to get from tasks to a direction, by name.</summary>
internal static class Learners
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "maml", "maml, one step", "maml, losses after several steps", "maml, learned sizes", "maml, adam", "maml, relu", "fomaml", "fomaml, learned sizes",
        "reptile", "reptile, batches", "reptile, momentum", "reptile, carried state", "pretrained",
    ];

    public static TheoryData<string> AsTheory => [.. Names];

    /// <summary>A learner for data with two features and two outputs.</summary>
    public static MetaLearner<T> Get<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => name switch
        {
            "maml" => new Maml<T>(Loop<T>(), 3),
            "maml, one step" => new Maml<T>(Loop<T>(), 1),
            "maml, losses after several steps" => new Maml<T>(Loop<T>(), 2, stepWeights: [0.25, 0.5, 1]),
            "maml, learned sizes" => new Maml<T>(Loop(sizes: InnerStepSize<T>.Learned(0.1, 2)), 3),
            "maml, adam" => new Maml<T>(Loop<T>(optimizer: new Adam<T>(epsilon: 1e-3)), 2),
            "maml, relu" => new Maml<T>(new InnerLoop<T>(Nets.Relu<T>(2, 2), Loss.MeanSquaredError, InnerStepSize<T>.Constant(0.1)), 2),
            "fomaml" => new Maml<T>(Loop<T>(), 3, InnerGradient.FirstOrder),
            "fomaml, learned sizes" => new Maml<T>(Loop(sizes: InnerStepSize<T>.Learned(0.1, 3)), 3, InnerGradient.FirstOrder),
            "reptile" => new Reptile<T>(Loop<T>(), 4),
            "reptile, batches" => new Reptile<T>(Loop<T>(), 5, batch: 2),
            "reptile, momentum" => new Reptile<T>(Loop<T>(optimizer: new Sgd<T>(T.CreateChecked(0.5))), 3),
            "reptile, carried state" => new Reptile<T>(
                new InnerLoop<T>(
                    Nets.Tanh<T>(2, 2), Loss.MeanSquaredError, InnerStepSize<T>.Constant(0.1), new Adam<T>(beta1: 0.5), carriesState: true),
                3),
            "pretrained" => new JointTraining<T>(Loop<T>()),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such learner."),
        };

    public static InnerLoop<T> Loop<T>(InnerStepSize<T>? sizes = null, Optimizer<T>? optimizer = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(Nets.Tanh<T>(2, 2), Loss.MeanSquaredError, sizes ?? InnerStepSize<T>.Constant(0.1), optimizer);
}
