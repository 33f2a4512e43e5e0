using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Ordinary training of one net on the examples of all tasks, without adaptation: the baseline that meta-learning has to beat.
/// loss = L(net(theta, query inputs), query targets).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Only the query arrays play a part, weights among them. Meta-parameters: <c>net.*</c>, so that what was trained fits any learner
/// that adapts the same net. Source: the pre-trained baseline of Finn, Abbeel and Levine, Model-agnostic meta-learning, 2017, section
/// 5.1.</remarks>
public sealed class JointTraining<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the training.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="name">The name in listings and results.</param>
    public JointTraining(Module<T> net, LossFunction<T> loss, string name = "pretrained")
        : base(name, new WithoutSteps(net, loss), new Unrolled<T>(0))
    {
    }

    private sealed class WithoutSteps : Adaptation<T>
    {
        private readonly Module<T> _net;
        private readonly LossFunction<T> _loss;
        private readonly MetaPart<T>[] _parts;

        public WithoutSteps(Module<T> net, LossFunction<T> loss)
        {
            ArgumentNullException.ThrowIfNull(net);
            ArgumentNullException.ThrowIfNull(loss);
            (_net, _loss) = (net, loss);
            _parts = [new(NetAdaptation<T>.NetPart, net.Parameters)];
        }

        public override string Description => $"{_net.Description}; loss {Loss.DescriptionOf(_loss)}";

        public override IReadOnlyList<MetaPart<T>> Parts => _parts;

        public override bool TakesSteps => false;

        public override Variables<T> Start(Variables<T> meta, Episode<T> episode) => new([]);

        public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        {
            Variable<T> prediction = Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<T>.Evaluation.RefusingDropout());
            Variable<T> targets = episode[EpisodeNames.QueryTargets];
            return NetAdaptation<T>.Judge(_loss, prediction, targets, episode.Find(EpisodeNames.QueryWeights));
        }

        public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
            => _net.Forward(meta.Under(NetAdaptation<T>.NetPart), inputs, pass);
    }
}
