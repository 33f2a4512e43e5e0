using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>What a learner has become on one task: it predicts, and can be saved.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class AdaptedLearner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Adaptation<T> _adaptation;
    private readonly Parameters<T> _meta;
    private readonly Parameters<T> _task;

    internal AdaptedLearner(Adaptation<T> adaptation, Parameters<T> meta, Parameters<T> task, Parameters<T> adapted, int steps)
    {
        (_adaptation, _meta, _task, Adapted, Steps) = (adaptation, meta, task, adapted, steps);
    }

    /// <summary>Everything that has changed while adapting, without the task axis: <c>net.*</c> are a net's adapted parameters.</summary>
    public Parameters<T> Adapted { get; }

    /// <summary>The number of inner steps taken.</summary>
    public int Steps { get; }

    /// <summary>What is predicted for some inputs.</summary>
    /// <param name="inputs">[examples, features...].</param>
    /// <param name="together">Whether the inputs are told together: layers that normalize by the batch do so over them, and they move the
    /// means of a <see cref="SoftKMeansNetwork{T}"/>, so that one prediction depends on the others. By default they are told one by one,
    /// and layers go by the support set.</param>
    /// <returns>[examples, outputs...].</returns>
    public Tensor<T> Predict(Tensor<T> inputs, bool together = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using Tape<T> tape = new();
        Variables<T> meta = _meta.On(tape);
        Variables<T> x = OfOneTask(Adapted.On(tape));
        Pass<T> pass = Pass<T>.Evaluation.AtInnerStep(Math.Max(0, Steps - 1));
        if (!together && _task.TryGet(EpisodeNames.SupportInputs, out Tensor<T>? support))
        {
            StatisticsCollector<T> collector = new();
            _adaptation.Predict(x, meta, OfOneTask(tape.Input(support)), pass.Collecting(collector));
            pass = pass.NormalizingBy(collector.Statistics);
        }

        Variable<T> predicted = _adaptation.Predict(x, meta, OfOneTask(tape.Input(inputs)), pass);
        return predicted.Reshape(predicted.Shape.Without(0)).ToTensor();
    }

    /// <summary>Writes the adapted parameters as a safetensors file with a checksum.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="description">The learner in words, for whoever reads the file.</param>
    public void Save(string path, string description)
        => ChecksummedFile.Write(path, Adapted, MetaParameterFile.Metadata("AutogradMaml adapted parameters 1", description));

    private static Variable<T> OfOneTask(Variable<T> value) => value.Reshape(value.Shape.Prepend(1));

    private static Variables<T> OfOneTask(Variables<T> values) => values.Map(OfOneTask);
}
