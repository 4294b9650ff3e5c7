// SPDX-License-Identifier: Apache-2.0
// The C header of one model. Self-contained: a user copies the library and this
// file, nothing else.
#include "qopt/Emit/Files.h"
#include "qopt/Emit/ModelInfo.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace mlir::qopt;

/// Text as the inside of a C string literal. Octal escapes end by themselves,
/// unlike hexadecimal ones; '*' and '?' are escaped so that names can neither
/// end a comment nor spell a trigraph.
static std::string escape(llvm::StringRef text) {
  std::string result;
  llvm::raw_string_ostream os(result);
  for (char c : text) {
    if (c == '"' || c == '\\')
      os << '\\' << c;
    else if (llvm::isPrint(c) && c != '*' && c != '?')
      os << c;
    else
      os << llvm::format("\\%03o", static_cast<unsigned char>(c));
  }
  return result;
}

/// "1x3x32x32 f32".
static std::string describe(const TensorDescription &tensor) {
  std::string result;
  llvm::raw_string_ostream os(result);
  llvm::interleave(tensor.shape, os, "x");
  os << (tensor.shape.empty() ? "scalar " : " ") << getDtypeName(tensor.dtype);
  return result;
}

static llvm::StringRef getCType(uint32_t dtype) {
  static constexpr const char *kTypes[] = {
      "float",    "int8_t",   "uint8_t", "int16_t",  "uint16_t",
      "int32_t",  "uint32_t", "int64_t", "uint64_t", "uint8_t"};
  return kTypes[dtype];
}

namespace {

class HeaderWriter {
public:
  HeaderWriter(const ModelInfo &info, llvm::StringRef stem,
               llvm::raw_ostream &os)
      : info(info), os(os), stem(escape(stem.empty() ? info.name : stem)),
        upper(llvm::StringRef(info.name).upper()) {}

  void write() {
    writeSummary();
    os << "#ifndef QOPT_MODEL_" << upper << "_H\n#define QOPT_MODEL_" << upper
       << "_H\n\n";
    os << getRuntimeHeader() << '\n';
    if (info.device) // which stands here already
      writeWithoutInclude(getDeviceHeader());
    os << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
       << "/* The compiled model, for qopt_create. */\n"
       << "const qopt_model_desc *" << info.name << "_model(void);\n\n"
       << "#ifdef __cplusplus\n}\n#endif\n\n";
    writeTensors("INPUT", info.inputs);
    writeTensors("OUTPUT", info.outputs);
    os << "#endif /* QOPT_MODEL_" << upper << "_H */\n";
  }

private:
  void writeList(llvm::StringRef title,
                 llvm::ArrayRef<TensorDescription> tensors) {
    os << " * " << title << (tensors.empty() ? " none\n" : "\n");
    for (auto [i, tensor] : llvm::enumerate(tensors))
      os << " *   " << i << "  \"" << escape(tensor.name) << "\"  "
         << describe(tensor) << '\n';
  }

  void writeSummary() {
    os << "/* Model '" << info.name << "', compiled by qopt. Complete: needs "
       << "no other header.\n *\n";
    writeList("Inputs, one sample:", info.inputs);
    writeList("Outputs, one sample:", info.outputs);
    os << " * Batches: samples lie one after the other in every buffer"
       << (info.symbolicBatch ? " (first dimension).\n" : ".\n");
    os << " * Code paths:";
    if (info.device)
      os << " cuda";
    for (const CodePath &path : info.paths)
      os << ' ' << path.isa;
    os << "\n *\n * Example (cc main.c ./" << stem << ".so -Wl,-rpath,'$ORIGIN'):\n *\n";
    writeExample();
    os << " */\n";
  }

  void writeExample() {
    os << " *   #include \"" << stem << ".h\"\n"
       << " *   #include <stdio.h>\n"
       << " *   int main(void) {\n";
    writeBuffers("in", "INPUT", info.inputs);
    writeBuffers("out", "OUTPUT", info.outputs);
    os << " *     qopt_model *model = qopt_create(" << info.name
       << "_model(), NULL);\n"
       << " *     int failed = !model || qopt_run(model, in, out, 1);\n"
       << " *     if (failed) fprintf(stderr, \"%s\\n\", qopt_last_error());\n"
       << " *     qopt_destroy(model);\n"
       << " *     return failed;\n"
       << " *   }\n";
  }

  void writeWithoutInclude(llvm::StringRef header) {
    auto [before, after] = header.split("#include \"qopt-c/Runtime.h\"\n");
    os << before << after << '\n';
  }

  void writeBuffers(llvm::StringRef variable, llvm::StringRef kind,
                    llvm::ArrayRef<TensorDescription> tensors) {
    for (auto [i, tensor] : llvm::enumerate(tensors))
      os << " *     static " << getCType(tensor.dtype) << ' ' << variable << i
         << '[' << upper << '_' << kind << i << "_ELEMENTS];\n";
    os << " *     " << (kind == "INPUT" ? "const void *" : "void *")
       << variable << "[] = {";
    for (size_t i = 0; i < tensors.size(); ++i)
      os << (i ? ", " : "") << variable << i;
    os << (tensors.empty() ? "NULL};\n" : "};\n");
  }

  void writeTensors(llvm::StringRef kind,
                    llvm::ArrayRef<TensorDescription> tensors) {
    os << "#define " << upper << "_NUM_" << kind << "S " << tensors.size()
       << "\n\n";
    for (auto [i, tensor] : llvm::enumerate(tensors)) {
      std::string prefix = ("#define " + upper + "_" + kind + llvm::Twine(i) +
                            "_")
                               .str();
      uint64_t elements = 1;
      for (int64_t extent : tensor.shape)
        elements *= static_cast<uint64_t>(extent);
      os << "/* " << describe(tensor) << " */\n"
         << prefix << "NAME \"" << escape(tensor.name) << "\"\n"
         << prefix << "DTYPE QOPT_"
         << getDtypeName(tensor.dtype).upper() << '\n'
         << prefix << "RANK " << tensor.shape.size() << '\n';
      if (!tensor.shape.empty()) {
        os << prefix << "DIMS {";
        llvm::interleaveComma(tensor.shape, os);
        os << "}\n";
      }
      os << prefix << "ELEMENTS " << elements << '\n'
         << prefix << "BYTES " << tensor.bytes() << "\n\n";
    }
  }

  const ModelInfo &info;
  llvm::raw_ostream &os;
  std::string stem, upper;
};

} // namespace

std::string mlir::qopt::buildHeader(const ModelInfo &info, llvm::StringRef stem) {
  std::string text;
  llvm::raw_string_ostream os(text);
  HeaderWriter(info, stem, os).write();
  return text;
}
