using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>The meta-gradients of the nets of the papers, with fewer filters, are second order and agree with finite differences.</summary>
public class PaperNetCertificateTests
{
    private const int Ways = 2;

    [Theory]
    [InlineData("strided")]
    [InlineData("strided flat")]
    [InlineData("pooled")]
    [InlineData("residual")]
    [InlineData("dense")]
    public void The_meta_gradient_is_certified(string name)
    {
        Sequential<double> net = name switch
        {
            "strided" => PaperNets.OmniglotStrided<double>(Ways, filters: 3),
            "strided flat" => PaperNets.OmniglotStridedFlat<double>(Ways, filters: 3),
            "pooled" => PaperNets.OmniglotPooled<double>(Ways, filters: 3),
            "residual" => PaperNets.OmniglotResidual<double>(Ways, filters: 3),
            _ => PaperNets.OmniglotDense<double>(Ways),
        };
        NetAdaptation<double> adapted = new(net, Loss.CrossEntropy, StepSizes<double>.Constant(0.1));
        Maml<double> exact = new(adapted, steps: 2);
        Parameters<double> start = exact.Initialize(1);
        TaskBatch<double> tasks = TaskBatch<double>.Of(Task(0));
        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(exact, start, tasks);
        Assert.True(certificate.IsSecondOrder, certificate.ToString());

        // The certificate can be refused: the first-order gradient does not get it.
        MetaGradientCertificate first = MetaGradientCertificate.Issue(new FirstOrderMaml<double>(adapted, steps: 2), start, tasks);
        Assert.Equal(MetaGradientKind.FirstOrder, first.Kind);
    }

    private static Parameters<double> Task(long index)
    {
        RandomStream random = new(13, "images", index);
        System.Numerics.Tensors.Tensor<double> Images(int count)
            => Tensors.Wrap([.. Enumerable.Range(0, count * 28 * 28).Select(_ => random.NextNormal())], [count, 1, 28, 28]);
        System.Numerics.Tensors.Tensor<double> Labels(int count)
            => Tensors.Wrap([.. Enumerable.Range(0, count).Select(k => (double)(k % Ways))], [count]);
        return FewShotTask.Of(Images(4), Labels(4), Images(6), Labels(6));
    }
}
