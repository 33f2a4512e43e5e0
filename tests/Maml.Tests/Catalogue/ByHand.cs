using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue;

/// <summary>One task worked out on a bare tape, operation by operation: what the definitions of the catalogue are written with.</summary>
internal sealed class ByHand : IDisposable
{
    private readonly LearnerProblem _problem;
    private readonly Parameters<double> _meta;
    private readonly Parameters<double> _task;
    private readonly Tape<double> _tape = new();
    private readonly List<Variables<double>> _statistics;

    public ByHand(LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        (_problem, _meta, _task) = (problem, meta, task);
        Theta = meta.Under("net").On(_tape);
        _statistics = [meta.Under("statistics").On(_tape)];
    }

    /// <summary>The net's parameters before the first step.</summary>
    public Variables<double> Theta { get; }

    /// <summary>The parameters after 0, 1, ... steps of plain descent on the support loss.</summary>
    /// <param name="steps">How many steps.</param>
    /// <param name="detached">Whether gradients are constants.</param>
    /// <param name="batch">How many examples each step sees, going round the set; null for all.</param>
    /// <param name="adapts">Which parameters do; null for all.</param>
    public List<Variables<double>> Descend(int steps, bool detached, int? batch = null, Func<string, bool>? adapts = null)
    {
        List<Variables<double>> course = [Theta];
        for (int step = 0; step < steps; step++)
        {
            int[] examples = Examples(step, batch);
            StatisticsCollector<double> collector = new();
            Variables<double> kept = _statistics[^1];
            Pass<double> pass = kept.Count == 0 ? Pass<double>.Evaluation : Pass<double>.Evaluation.Updating(kept, collector);
            Variable<double> loss = _problem.Loss(
                _problem.Net.Forward(course[^1], Some(_task.SupportInputs, examples), pass), Some(_task.SupportTargets, examples));
            Variables<double> gradient = Gradient(loss, course[^1]);
            course.Add(new(course[^1].Select(entry => KeyValuePair.Create(
                entry.Key,
                adapts is null || adapts(entry.Key)
                    ? entry.Value - (_problem.StepSize * (detached ? gradient[entry.Key].Detach() : gradient[entry.Key]))
                    : entry.Value))));
            _statistics.Add(new(kept.Names.Select(name => KeyValuePair.Create(name, collector.Statistics[name]))));
        }

        return course;
    }

    /// <summary>The query loss of parameters, with the statistics there were after some steps.</summary>
    public Variable<double> QueryLoss(Variables<double> theta, int steps)
    {
        Variables<double> kept = _statistics[steps];
        Pass<double> pass = kept.Count == 0 ? Pass<double>.Evaluation : Pass<double>.Evaluation.NormalizingBy(kept);
        return _problem.Loss(_problem.Net.Forward(theta, _tape.Input(_task.QueryInputs), pass), _tape.Input(_task.QueryTargets));
    }

    public Variables<double> Gradient(Variable<double> loss, Variables<double> by) => _tape.Gradient(loss, by);

    /// <summary>Loss and direction; of statistics old less new.</summary>
    public (double Loss, Parameters<double> Direction) Outcome(Variable<double> loss, Variables<double> direction)
        => (loss.Scalar, direction.ToParameters().Prefixed("net").Concat(
            (_meta.Under("statistics") - _statistics[^1].ToParameters()).Prefixed("statistics")));

    public void Dispose() => _tape.Dispose();

    private int[] Examples(int step, int? batch)
    {
        int count = Tensors.ShapeOf(_task.SupportInputs)[0];
        return [.. Enumerable.Range(0, batch ?? count).Select(k => ((step * (batch ?? count)) + k) % count)];
    }

    private Variable<double> Some(Tensor<double> all, int[] examples)
    {
        Shape shape = Tensors.ShapeOf(all);
        int each = shape.ElementCount / shape[0];
        double[] values = Tensors.ToArray(all);
        return _tape.Input(
            [.. examples.SelectMany(example => values[(example * each)..((example + 1) * each)])], shape.With(0, examples.Length));
    }
}
