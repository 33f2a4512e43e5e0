using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Exhibits;

/// <summary>What several pieces ask of a learner, each in a call: the end of a training, the direction at a point, a net of one row of
/// weights, and quadratic tasks along the axes.</summary>
public static class Learning
{
    /// <summary>The meta-parameters in which a plan ends.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="plan">The plan.</param>
    /// <param name="start">Where it starts; by default as the learner initializes itself.</param>
    public static Parameters<T> Train<T>(this TrainingPlan<T> plan, Parameters<T>? start = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Trainer<T> trainer = new(plan);
        TrainingState<T> state = trainer.Start();
        return trainer.Run(start is null ? state : state with { MetaParameters = start }).MetaParameters;
    }

    /// <summary>The direction of a learner at given meta-parameters.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The learner.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="tasks">The tasks.</param>
    public static Parameters<T> Direction<T>(this Learner<T> learner, Parameters<T> meta, TaskBatch<T> tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(tasks);
        using Tape<T> tape = new();
        return learner.Compute(meta.On(tape), tasks.On(tape)).Direction.ToParameters();
    }

    /// <summary>Meta-parameters of a <c>Linear(n, 1, bias: false)</c>.</summary>
    /// <param name="weight">Its n weights.</param>
    public static Parameters<double> Row(params double[] weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return new([KeyValuePair.Create("net.weight", Tensors.Create<double>(weight, [1, weight.Length]))]);
    }

    /// <summary>The numbers of a member of a set.</summary>
    /// <param name="parameters">The set.</param>
    /// <param name="name">The member's name; the first by default.</param>
    public static double[] Numbers(this Parameters<double> parameters, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Tensors.ToArray(name is null ? parameters[0].Value : parameters[name]);
    }

    /// <summary>A quadratic task whose curvatures lie along the axes.</summary>
    /// <param name="curvatures">One for each axis.</param>
    /// <param name="optimum">Its optimum.</param>
    public static QuadraticTask Along(double[] curvatures, double[] optimum)
    {
        ArgumentNullException.ThrowIfNull(curvatures);
        var hessian = new double[curvatures.Length, curvatures.Length];
        for (int k = 0; k < curvatures.Length; k++)
        {
            hessian[k, k] = curvatures[k];
        }

        return new(hessian, optimum);
    }

    /// <summary>The same with an optimum drawn standard normal.</summary>
    /// <param name="curvatures">One for each axis.</param>
    /// <param name="seed">The seed of the optimum.</param>
    /// <param name="index">The task's number.</param>
    public static QuadraticTask Along(double[] curvatures, ulong seed, int index)
    {
        ArgumentNullException.ThrowIfNull(curvatures);
        return Along(curvatures, Normal(new(seed, "optimum", index), curvatures.Length));
    }

    /// <summary>Standard normal numbers.</summary>
    /// <param name="random">Where they come from.</param>
    /// <param name="count">How many.</param>
    public static double[] Normal(RandomStream random, int count)
    {
        ArgumentNullException.ThrowIfNull(random);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
    }
}
